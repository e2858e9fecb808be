import type { Written } from '../model/cell-format'
import type { RowGeometry, RowSpan } from '../model/row-geometry'
import { mostVisible, slotOf } from '../model/row-geometry'
import { type Cell, rectangle, type Selection } from '../model/selection'
import { cellOf, GridRow, type ShownColumn } from './grid-row'
import classes from './result-grid.module.css'
import { RowNumbers } from './row-numbers'
import type { RowSource } from './row-source'
import type { PointerActs } from './use-pointer-selection'

type Props = {
  /** The grid's. */
  id: string
  geometry: RowGeometry
  /** The rows to draw, and how far, in pixels, the first of all lies above the view. */
  rows: RowSpan
  offset: number
  /** The row at the top of the body. */
  anchor: number
  source: RowSource
  columns: ShownColumn[]
  written: Written
  selection: Selection | null
  pointer: PointerActs
  gutter: number
  left: number
  width: number
  onDetails: () => void
  /** Folds or unfolds the group that a row is the subtotal of. */
  onFold: (cell: Cell) => void
}

/** The rows in view, below the header. */
export function GridBody(props: Props) {
  const { id, geometry, rows, offset, anchor, source, columns, written, selection, pointer } = props
  const { gutter, left, width, onDetails, onFold } = props
  const { rowHeight } = geometry
  const slots = mostVisible(geometry)
  const chosen = selection && rectangle(selection)
  const focus = selection?.focus
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid, which has the focus, has the keys
    <div
      role="rowgroup"
      className={classes.body}
      style={{ transform: `translateY(${anchor * rowHeight - offset}px)` }}
      onClick={({ target }) => {
        const cell = target instanceof Element && target.closest('[data-fold]') && cellOf(target)
        if (cell) onFold(cell)
      }}
      onDoubleClick={({ target }) => {
        if (!(target instanceof Element && target.closest('[data-fold]'))) onDetails()
      }}
      {...pointer}
    >
      <RowNumbers
        first={rows.first}
        end={rows.end}
        anchor={anchor}
        width={gutter}
        rowHeight={rowHeight}
      />
      {Array.from({ length: rows.end - rows.first }, (_, place) => {
        const index = rows.first + place
        const inside = chosen && index >= chosen.top && index <= chosen.bottom
        return (
          <GridRow
            key={slotOf(index, anchor, slots)}
            id={id}
            index={index}
            source={source}
            columns={columns}
            written={written}
            selectedFrom={inside ? chosen.left : -1}
            selectedTo={inside ? chosen.right : -1}
            focused={focus?.row === index ? focus.column : -1}
            gutter={gutter}
            left={left}
            top={(index - anchor) * rowHeight}
            height={rowHeight}
            width={width}
          />
        )
      })}
    </div>
  )
}
