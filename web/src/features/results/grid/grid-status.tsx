import { plural } from '@/lib/number'
import type { ResultColumn } from '../model/cell-format'
import { extent, type Selection } from '../model/selection'
import classes from './result-grid.module.css'
import type { RowSource } from './row-source'

type Props = {
  columns: ResultColumn[]
  source: RowSource
  selection: Selection | null
  notice: string
}

/** Below the grid: what is selected, a single value exactly as AMC wrote it. */
export function GridStatus({ columns, source, selection, notice }: Props) {
  return (
    <div className={classes.status}>
      <span aria-live="polite">{notice}</span>
      {!notice && <Selected columns={columns} source={source} selection={selection} />}
    </div>
  )
}

function Selected({ columns, source, selection }: Omit<Props, 'notice'>) {
  if (!selection)
    return (
      <>
        <span className={classes.byKey}>
          Ctrl+C copies exact values, with Shift also the column names
        </span>
        <span className={classes.byTouch}>Tap a value to see it exactly</span>
      </>
    )
  const size = extent(selection)
  if (size.rows * size.columns > 1) {
    return `${plural(size.rows, 'row')} × ${plural(size.columns, 'column')} selected`
  }
  const { row, column } = selection.focus
  const value = source.row(row)?.[column]
  return (
    <>
      {columns[column]?.name}{' '}
      <span className={classes.exact}>{value === null ? 'NULL' : value}</span>
    </>
  )
}
