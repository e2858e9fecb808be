import { useQuery } from '@tanstack/react-query'
import { executionQuery, resultQuery } from '@/api/executions'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { EmptyResult } from './explain/empty-result'
import type { ResultAddress } from './model/view-search'
import { ResultBar } from './result-bar'
import classes from './result-pane.module.css'
import { OpeningResult } from './saved/opening-result'

type Props = {
  executionId: string
  /** What the address of the page says of the result. */
  address: ResultAddress
  onAddress: (part: Partial<ResultAddress>) => void
}

/** The rows of a finished execution, in the view that the address asks for. */
export function ResultPane({ executionId, address, onAddress }: Props) {
  const result = useQuery(resultQuery(executionId))
  const execution = useQuery(executionQuery(executionId))
  if (result.isPending || execution.isPending) return <SkeletonRows rows={8} height={28} />
  if (result.isError) {
    return (
      <div className={classes.problem}>
        <ProblemPanel title="The result could not be read" error={result.error} />
      </div>
    )
  }
  if (result.data.rowCount > 0) {
    return (
      <OpeningResult
        key={executionId}
        executionId={executionId}
        queryId={execution.data?.queryId}
        instanceId={execution.data?.instance.id}
        windowZone={execution.data?.window.zone}
        result={result.data}
        address={address}
        onAddress={onAddress}
      />
    )
  }
  return (
    <div className={classes.pane}>
      <ResultBar executionId={executionId} result={result.data} rows="0 rows" />
      <EmptyResult executionId={executionId} />
    </div>
  )
}
