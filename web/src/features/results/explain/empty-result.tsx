import { IconTableOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { explanationQuery } from '@/api/executions'
import { EmptyState } from '@/ui/empty-state'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { CauseList } from './cause-list'
import { DataFacts } from './data-facts'
import classes from './explain.module.css'
import { KeepSuppressed } from './keep-suppressed'

/** A result without rows, and why that may be, from what is known of the execution. */
export function EmptyResult({ executionId }: { executionId: string }) {
  const told = useQuery(explanationQuery(executionId))
  return (
    <div className={classes.emptyResult}>
      <EmptyState title="The query returned no rows" icon={<IconTableOff size={22} />}>
        {told.data?.empty.some(({ known }) => known)
          ? 'This is why:'
          : 'AMC says no reason. From what is known of the execution, these are possible:'}
      </EmptyState>
      {told.isPending && <SkeletonRows rows={4} height={28} />}
      {told.isError && (
        <ProblemPanel title="The explanation could not be read" error={told.error} />
      )}
      {told.data && <CauseList causes={told.data.empty} />}
      {told.data?.suppression.handling === 'removed' && (
        <KeepSuppressed executionId={executionId} />
      )}
      {told.data && (
        <div className={classes.about}>
          <DataFacts told={told.data} />
        </div>
      )}
    </div>
  )
}
