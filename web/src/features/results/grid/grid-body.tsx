import type { Written } from '../model/cell-format'
import type { RowGeometry, RowSpan } from '../model/row-geometry'
import { mostVisible } from '../model/row-geometry'
import { rectangle, type Selection } from '../model/selection'
import { GridRow, type ShownColumn } from './grid-row'
import classes from './result-grid.module.css'
import { RowNumbers } from './row-numbers'
import type { RowSource } from './row-source'
import type { PointerActs } from './use-pointer-selection'

/** Rows keep their place in the body over so many, so that a scroll moves the body alone. */
const CHUNK = 500

type Props = {
  /** The grid's. */
  id: string
  geometry: RowGeometry
  /** The rows to draw, and how far, in pixels, the first of all lies above the view. */
  rows: RowSpan
  offset: number
  source: RowSource
  columns: ShownColumn[]
  written: Written
  selection: Selection | null
  pointer: PointerActs
  gutter: number
  left: number
  width: number
  onDetails: () => void
}

/** The rows in view, below the header. */
export function GridBody(props: Props) {
  const { id, geometry, rows, offset, source, columns, written, selection, pointer } = props
  const { gutter, left, width, onDetails } = props
  const { rowHeight } = geometry
  const slots = mostVisible(geometry)
  const base = Math.floor(rows.first / CHUNK) * CHUNK
  const chosen = selection && rectangle(selection)
  const focus = selection?.focus
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed
    <div
      role="rowgroup"
      className={classes.body}
      style={{ transform: `translateY(${base * rowHeight - offset}px)` }}
      onDoubleClick={onDetails}
      {...pointer}
    >
      <RowNumbers
        first={rows.first}
        end={rows.end}
        base={base}
        slots={slots}
        width={gutter}
        rowHeight={rowHeight}
      />
      {Array.from({ length: rows.end - rows.first }, (_, place) => {
        const index = rows.first + place
        const inside = chosen && index >= chosen.top && index <= chosen.bottom
        return (
          <GridRow
            // A row that comes into view takes the elements of one that has left it.
            key={index % slots}
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
            top={(index - base) * rowHeight}
            height={rowHeight}
            width={width}
          />
        )
      })}
    </div>
  )
}
