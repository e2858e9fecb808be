import type { ReactNode } from 'react'
import type { Result } from '@/api/executions'
import { bytes, plural } from '@/lib/number'
import { ExportButton } from './export/export-button'
import type { OfferedView } from './export/offered-view'
import classes from './result-pane.module.css'

type Props = {
  executionId: string
  result: Result
  /** How many rows are shown, in words. */
  rows: string
  /** The view that is shown, where it is not every row. */
  view?: OfferedView
  /** What else can be done with what is shown. */
  children?: ReactNode
}

/** Above the rows: how many there are, and what can be done with all of them. */
export function ResultBar({ executionId, result, rows, view, children }: Props) {
  return (
    <div className={classes.bar}>
      <strong className="num">{rows}</strong>
      <span className={`quiet num ${classes.size}`}>
        {plural(result.columns.length, 'column')} · {bytes(result.bytes)}
      </span>
      <div className={classes.acts}>
        {children}
        <ExportButton executionId={executionId} rowCount={result.rowCount} view={view} />
      </div>
    </div>
  )
}
