import { IconTableOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type Result, resultQuery } from '@/api/executions'
import { bytes, plural } from '@/lib/number'
import { EmptyState } from '@/ui/empty-state'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { ExportButton } from './export/export-button'
import { ResultGrid } from './grid/result-grid'
import classes from './result-pane.module.css'
import { useRowWindow } from './use-row-window'

/** The rows of a finished execution with its size and its exports. */
export function ResultPane({ executionId }: { executionId: string }) {
  const result = useQuery(resultQuery(executionId))
  if (result.isPending) return <SkeletonRows rows={8} height={28} />
  if (result.isError) {
    return (
      <div className={classes.problem}>
        <ProblemPanel title="The result could not be read" error={result.error} />
      </div>
    )
  }
  return <LoadedResult executionId={executionId} result={result.data} />
}

function LoadedResult({ executionId, result }: { executionId: string; result: Result }) {
  const source = useRowWindow(executionId, result.rowCount)
  return (
    <div className={classes.pane}>
      <div className={classes.bar}>
        <strong className="num">{plural(result.rowCount, 'row')}</strong>
        <span className="quiet num">
          {plural(result.columns.length, 'column')} · {bytes(result.bytes)}
        </span>
        <ExportButton executionId={executionId} rowCount={result.rowCount} />
      </div>
      {result.rowCount === 0 ? (
        <EmptyState title="The query returned no rows" icon={<IconTableOff size={22} />}>
          Either nothing matched in this window, or every row rested on too few users and AMC held
          it back. A longer window or fewer grouping columns often helps.
        </EmptyState>
      ) : (
        <div className={classes.grid}>
          <ResultGrid label="Result rows" columns={result.columns} source={source} />
        </div>
      )}
    </div>
  )
}
