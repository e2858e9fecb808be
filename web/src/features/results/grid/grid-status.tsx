import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import type { GridColumn } from '../model/grid-column'
import { extent, type Selection } from '../model/selection'
import classes from './result-grid.module.css'
import type { RowSource } from './row-source'

type Props = {
  columns: GridColumn[]
  source: RowSource
  selection: Selection | null
  notice: string
}

/** Below the grid: what is selected, a single value exactly as AMC wrote it. */
export function GridStatus({ columns, source, selection, notice }: Props) {
  return (
    <div className={classes.status}>
      {source.error !== null && (
        <span role="alert">
          Rows could not be read: {source.error instanceof Error && source.error.message}{' '}
          <CommandButton
            command={{ label: 'Read the rows again', group: 'Result' }}
            variant="subtle"
            size="compact-xs"
            onClick={source.retry}
          >
            Try again
          </CommandButton>
        </span>
      )}
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
          Ctrl+C copies exact values, with Shift also the column names. Alt+↓ opens what can be done
          with a column.
        </span>
        <span className={classes.byTouch}>Tap a value to see it exactly</span>
      </>
    )
  const size = extent(selection)
  if (size.rows * size.columns > 1) {
    return `${plural(size.rows, 'row')} × ${plural(size.columns, 'column')} selected`
  }
  const { row, column } = selection.focus
  const shown = columns[column]
  const value = shown && source.cell(row, shown.index)
  return (
    <>
      {shown?.name} <span className={classes.exact}>{value === null ? 'NULL' : value}</span>
    </>
  )
}
