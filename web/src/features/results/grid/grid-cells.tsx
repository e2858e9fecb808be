import { memo } from 'react'
import { type CellFormat, isRightAligned, type Written } from '../model/cell-format'
import { type CellMark, cellMarks, markOf } from '../model/cell-mark'
import { factsOf } from '../model/row-facts'
import { ALL, foldable, isSummed } from '../model/subtotal'
import type { ShownColumn } from './grid-row'
import classes from './result-grid.module.css'
import type { RowSource } from './row-source'

type Props = {
  /** Where the values come from; null while none of them has come. */
  source: RowSource | null
  /** Counted from 0; -1 while none has come, so that nothing here changes as a scroll goes on. */
  row: number
  columns: ShownColumn[]
  written: Written
  /** The first and last place of the cells that are selected; -1 for none. */
  selectedFrom: number
  selectedTo: number
  /** The place of the cell that has the focus, and its id in the page; -1 for none. */
  focused: number
  focusedId: string | undefined
  /** Width of the columns between the pinned ones and the first of the others. */
  left: number
}

/** The cells of one row in view. */
export const GridCells = memo(function GridCells(props: Props) {
  const { source, row, columns, written, selectedFrom, selectedTo } = props
  const { focused, focusedId, left } = props
  const cell = (column: number) => source?.cell(row, column)
  const level = source?.level(row)
  const isSubtotal = source !== null && level !== undefined && level < source.depth
  const total = isSubtotal ? (level === 0 ? 'grand' : 'sub') : undefined
  const path = source && isSubtotal ? foldable(source, row) : null
  const isOpen = path !== null && source?.isUnfolded(path)
  const { currency, isSuppressed } = factsOf(cell, written)
  const firstLoose = columns.findIndex(({ pinnedAt }) => pinnedAt === null)
  return columns.flatMap((column, place) => {
    const { at, format, pinnedAt, style } = column
    const value = cell(column.index)
    const isAll = isSummed(column, level)
    // The last key that a subtotal has is what it is called by.
    const folds = path !== null && column.id === `k${path.length - 1}`
    const mark = isAll ? null : markOf(value, column, isSuppressed)
    return [
      place === firstLoose ? <div key="spacer" style={{ width: left }} aria-hidden /> : null,
      // biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed
      // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
      <div
        key={column.id}
        id={at === focused ? focusedId : undefined}
        role="gridcell"
        aria-colindex={at + 1}
        aria-expanded={folds ? isOpen : undefined}
        aria-selected={at >= selectedFrom && at <= selectedTo}
        className={classes.cell}
        data-kind={format.kind}
        data-summed={isAll || undefined}
        data-total={total}
        data-mark={mark ?? undefined}
        data-pending={(value === undefined && !isAll) || undefined}
        data-right={isRightAligned(format.kind) || undefined}
        data-pinned={pinnedAt !== null || undefined}
        style={style}
      >
        {folds && (
          <span className={classes.fold} data-fold aria-hidden>
            {isOpen ? '▾' : '▸'}
          </span>
        )}
        {isAll ? ALL : cellContent(value, format, mark, currency)}
      </div>,
    ]
  })
})

/** What stands in a cell: mostly text alone, which a browser changes fastest. */
function cellContent(
  value: string | null | undefined,
  format: CellFormat,
  mark: CellMark | null,
  currency: string | null | undefined,
) {
  if (!mark) return value ? format.write(value, currency) : ''
  const { text, label, means } = cellMarks[mark]
  return (
    <span role="img" title={means} aria-label={label}>
      {text}
    </span>
  )
}
