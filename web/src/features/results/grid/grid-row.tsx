import { type CSSProperties, memo } from 'react'
import type { CellFormat, Written } from '../model/cell-format'
import type { GridColumn } from '../model/grid-column'
import type { Cell } from '../model/selection'
import { GridCells } from './grid-cells'
import classes from './result-grid.module.css'
import type { RowSource } from './row-source'

/**
 * A column in view: how wide it is and how its values are written. `at` is its
 * place among the columns of the grid; a pinned one tells its left edge. `style`
 * is that of its cells.
 */
export type ShownColumn = GridColumn & {
  at: number
  width: number
  format: CellFormat
  pinnedAt: number | null
  style: CSSProperties
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
  /** Room for the row's number. */
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
 * One row: the cells of the columns in view. A scroll gives its elements to another
 * row, so as little as can be in them names the row: while rows that have not come
 * pass by, no cell changes.
 */
export const GridRow = memo(function GridRow(props: Props) {
  const { id, index, source, columns, written, selectedFrom, selectedTo, focused } = props
  const { gutter, left, top, height, width } = props
  const isThere = columns.some((column) => source.cell(index, column.index) !== undefined)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      style={{ top, height, width, paddingLeft: gutter }}
    >
      <GridCells
        source={isThere ? source : null}
        row={isThere ? index : -1}
        columns={columns}
        written={written}
        selectedFrom={selectedFrom}
        selectedTo={selectedTo}
        focused={focused}
        focusedId={focused < 0 ? undefined : cellId(id, { row: index, column: focused })}
        left={left}
      />
    </div>
  )
})
