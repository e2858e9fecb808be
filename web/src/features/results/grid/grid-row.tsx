import { memo } from 'react'
import { type CellFormat, isRightAligned, type Written } from '../model/cell-format'
import { type CellMark, cellMarks, markOf } from '../model/cell-mark'
import type { GridColumn } from '../model/grid-column'
import { factsOf } from '../model/row-facts'
import type { Cell } from '../model/selection'
import classes from './result-grid.module.css'
import type { RowSource } from './row-source'

/**
 * A column in view: how wide it is and how its values are written. `at` is its
 * place among the columns of the grid; a pinned one tells its left edge.
 */
export type ShownColumn = GridColumn & {
  at: number
  width: number
  format: CellFormat
  pinnedAt: number | null
}

type Props = {
  /** The grid's; the cell that has the focus is named after it. */
  id: string
  index: number
  source: RowSource
  columns: ShownColumn[]
  written: Written
  /** The first and last place of the cells that are selected in the row; -1 for none. */
  selectedFrom: number
  selectedTo: number
  /** The place of the cell that has the focus; -1 for none. */
  focused: number
  gutter: number
  left: number
  /** Distance from the top of the body, height and width, in pixels. */
  top: number
  height: number
  width: number
}

export const cellId = (grid: string, { row, column }: Cell) => `${grid}-${row}-${column}`

/** The cell that an event happened in. */
export function cellOf(target: EventTarget): Cell | null {
  const cell = target instanceof Element ? target.closest('[role="gridcell"]') : null
  const row = cell?.closest('[role="row"]')
  if (!cell || !row) return null
  return {
    row: Number(row.getAttribute('aria-rowindex')) - 2,
    column: Number(cell.getAttribute('aria-colindex')) - 1,
  }
}

/**
 * One row: its number and the cells of the columns in view. A scroll gives its
 * elements to another row, so as little as can be in them names the row.
 */
export const GridRow = memo(function GridRow(props: Props) {
  const { id, index, source, columns, selectedFrom, selectedTo, focused, gutter, left } = props
  const { top, height, width, written } = props
  const level = source.level(index)
  const { currency, isSuppressed } = factsOf((column) => source.cell(index, column), written)
  const firstLoose = columns.findIndex(({ pinnedAt }) => pinnedAt === null)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      style={{ top, height, width }}
    >
      <div className={classes.gutter} style={{ width: gutter }} aria-hidden>
        {index + 1}
      </div>
      {columns.flatMap((column, place) => {
        const { kind } = column.format
        const value = source.cell(index, column.index)
        const { at, pinnedAt } = column
        const mark = markOf(value, column, isSuppressed)
        return [
          place === firstLoose ? <div key="spacer" style={{ width: left }} aria-hidden /> : null,
          // biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
          <div
            key={column.id}
            id={at === focused ? cellId(id, { row: index, column: at }) : undefined}
            role="gridcell"
            aria-colindex={at + 1}
            aria-selected={at >= selectedFrom && at <= selectedTo}
            className={classes.cell}
            data-kind={kind}
            data-summed={isSummed(column, level) || undefined}
            data-mark={mark ?? undefined}
            data-pending={(value === undefined && !isSummed(column, level)) || undefined}
            data-right={isRightAligned(kind) || undefined}
            data-pinned={pinnedAt !== null || undefined}
            style={{
              width: column.width,
              left: pinnedAt === null ? undefined : gutter + pinnedAt,
            }}
          >
            {isSummed(column, level) ? 'all' : cellContent(value, column.format, mark, currency)}
          </div>,
        ]
      })}
    </div>
  )
})

/** Whether a row stands for all values of a key, as subtotals do. */
function isSummed({ key, id }: GridColumn, level: number | undefined): boolean {
  return key && level !== undefined && Number(id.slice(1)) >= level
}

/** What stands in a cell: mostly text alone, which a browser changes fastest. */
function cellContent(
  value: string | null | undefined,
  format: CellFormat,
  mark: CellMark | null,
  currency: string | null | undefined,
) {
  if (mark) {
    const { text, label, means } = cellMarks[mark]
    return (
      <span role="img" title={means} aria-label={label}>
        {text}
      </span>
    )
  }
  return value ? format.write(value, currency) : ''
}
