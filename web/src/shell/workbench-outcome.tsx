import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type Execution, executionQuery } from '@/api/executions'
import { StandingNote } from '@/features/executions/components/standing-note'
import { Timeline } from '@/features/executions/components/timeline'
import { TroublePanel } from '@/features/executions/components/trouble-panel'
import { useExecutionActions } from '@/features/executions/use-execution-actions'
import { ResultPane } from '@/features/results/result-pane'
import { EmptyState } from '@/ui/empty-state'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './query-workbench.module.css'
import { useResultAddress } from './use-result-address'

/** What became of the last run: its rows once there are any, its way until then. */
export function WorkbenchOutcome({ executionId }: { executionId: string | undefined }) {
  const execution = useQuery({
    ...executionQuery(executionId ?? ''),
    enabled: executionId !== undefined,
  })
  if (!executionId) {
    return (
      <EmptyState title="Nothing has run here yet">
        Run reads the chosen instance over the chosen window. The rows appear here.
      </EmptyState>
    )
  }
  if (execution.isError)
    return (
      <div className={classes.problem}>
        <ProblemPanel title="The execution could not be read" error={execution.error} />
      </div>
    )
  if (execution.isPending) return <SkeletonRows rows={6} height={28} />
  if (execution.data.state === 'succeeded') return <Rows executionId={executionId} />
  return <Unfinished execution={execution.data} />
}

function Rows({ executionId }: { executionId: string }) {
  const [address, onAddress] = useResultAddress()
  return <ResultPane executionId={executionId} address={address} onAddress={onAddress} />
}

function Unfinished({ execution }: { execution: Execution }) {
  const navigate = useNavigate()
  const { rerunning } = useExecutionActions(
    execution.id,
    ({ id }) => void navigate({ to: '.', search: (previous) => ({ ...previous, run: id }) }),
  )
  return (
    <div className={classes.outcome}>
      <div>
        <Timeline execution={execution} />
        <StandingNote execution={execution} />
      </div>
      {execution.error && (
        <TroublePanel
          execution={execution}
          error={execution.error}
          onRerun={() => rerunning.mutate()}
          besideQuery
        />
      )}
    </div>
  )
}
