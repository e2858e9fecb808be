import type { CSSProperties } from 'react'
import { type CellFormat, cellText, isRightAligned, type ResultColumn } from '../model/cell-format'
import { type Cell, contains, type Selection } from '../model/selection'
import classes from './result-grid.module.css'

/** A column in view: which one it is, how wide, and how its values are written. */
export type ShownColumn = ResultColumn & { index: number; width: number; format: CellFormat }

type Props = {
  /** The grid's; cells are named after it. */
  id: string
  index: number
  /** Undefined while it is on its way. */
  row: (string | null)[] | undefined
  columns: ShownColumn[]
  selection: Selection | null
  gutter: number
  left: number
  style: CSSProperties
  onPress: (cell: Cell, extend: boolean) => void
  onEnter: (cell: Cell) => void
}

export const cellId = (grid: string, { row, column }: Cell) => `${grid}-${row}-${column}`

/** One row: its number and the cells of the columns in view. */
export function GridRow(props: Props) {
  const { id, index, row, columns, selection, gutter, left, style, onPress, onEnter } = props
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
    <div role="row" aria-rowindex={index + 2} className={classes.row} style={style}>
      <div className={classes.gutter} style={{ width: gutter }} aria-hidden>
        {index + 1}
      </div>
      <div style={{ width: left }} aria-hidden />
      {columns.map((column) => {
        const { kind } = column.format
        const value = row?.[column.index]
        const cell = { row: index, column: column.index }
        return (
          // biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
          <div
            key={column.index}
            id={cellId(id, cell)}
            role="gridcell"
            aria-colindex={column.index + 1}
            aria-selected={contains(selection, index, column.index)}
            className={classes.cell}
            data-kind={kind}
            data-null={value === null || undefined}
            data-right={isRightAligned(kind) || undefined}
            style={{ width: column.width }}
            onPointerDown={(event) => event.button === 0 && onPress(cell, event.shiftKey)}
            onPointerEnter={() => onEnter(cell)}
          >
            <CellValue value={value} format={column.format} />
          </div>
        )
      })}
    </div>
  )
}

function CellValue({ value, format }: { value: string | null | undefined; format: CellFormat }) {
  if (value === undefined) return <span className={classes.pending} />
  const text = cellText(value, format)
  if (value !== null) return text
  return (
    <span role="img" title="NULL" aria-label="NULL">
      {text}
    </span>
  )
}
