import { IconArrowDown, IconArrowUp, IconDots, IconFilterFilled } from '@tabler/icons-react'
import { memo, useRef } from 'react'
import { isRightAligned } from '../model/cell-format'
import { MIN_WIDTH } from '../model/column-layout'
import { sortOf, type View } from '../model/view'
import { visibleText } from '../model/visible-text'
import type { ShownColumn } from './grid-row'
import classes from './result-grid.module.css'

/** Marks what is dragged as a column of a grid. */
const DRAGGED = 'application/x-column'

/** What a person does to a column by its header. */
export type HeaderActs = {
  onSort: (column: ShownColumn, add: boolean) => void
  onPanel: (column: ShownColumn) => void
  /** Puts a column, by its id, where another one stands. */
  onMove: (id: string, to: number) => void
  /** Done once the grip is let go of. */
  onResize: (column: ShownColumn, width: number, done: boolean) => void
  /** Makes a column as wide as what stands in it. */
  onFit: (column: ShownColumn) => void
}

type Props = HeaderActs & {
  columns: ShownColumn[]
  view: View
  height: number
  /** Width of the row numbers, and of the columns left of those shown. */
  gutter: number
  left: number
  /** The column whose buttons the Tab key reaches. */
  active: string | undefined
}

/** The names of the columns in view: a press sorts, the dots open everything else. */
export const GridHeader = memo(function GridHeader(props: Props) {
  const { columns, height, gutter, left, active } = props
  const spacer = <div key="spacer" style={{ width: left }} aria-hidden />
  const firstLoose = columns.findIndex(({ pinnedAt }) => pinnedAt === null)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid, which names its active cell
    <div className={classes.header} role="row" aria-rowindex={1} style={{ height }}>
      <div className={classes.gutter} style={{ width: gutter }} aria-hidden />
      {columns.flatMap((column, at) => [
        at === firstLoose ? spacer : null,
        <HeaderCell key={column.id} {...props} column={column} reached={column.id === active} />,
      ])}
    </div>
  )
})

function HeaderCell(props: Props & { column: ShownColumn; reached: boolean }) {
  const { column, view, reached, onSort, onPanel, onMove, onResize, onFit } = props
  const sort = sortOf(view, column.id)
  const filtered = view.filters?.some((filter) => filter.column === column.id)
  const tabIndex = reached ? 0 : -1
  const Arrow = sort?.direction === 'descending' ? IconArrowDown : IconArrowUp
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed
    // biome-ignore lint/a11y/useFocusableInteractive: its buttons take the focus
    <div
      role="columnheader"
      aria-colindex={column.at + 1}
      aria-label={[column.name, column.format.unit].filter(Boolean).join(', ')}
      aria-sort={sort?.direction}
      className={classes.head}
      data-right={isRightAligned(column.format.kind) || undefined}
      data-pinned={column.pinnedAt !== null || undefined}
      style={column.style}
      title={titleOf(column)}
      draggable
      onDragStart={(event) => event.dataTransfer.setData(DRAGGED, column.id)}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault()
      }}
      onDrop={(event) => {
        event.preventDefault()
        onMove(event.dataTransfer.getData(DRAGGED), column.at)
      }}
    >
      <button
        type="button"
        className={classes.sort}
        aria-label={`Sort by ${column.name}`}
        tabIndex={tabIndex}
        onClick={(event) => onSort(column, event.shiftKey)}
      >
        <span className={classes.name}>{visibleText(column.name)}</span>
        {column.format.unit && <span className={classes.unit}>{column.format.unit}</span>}
        {sort && <Arrow size={13} className={classes.mark} aria-hidden />}
        {sort && (view.sort?.length ?? 0) > 1 && <sup aria-hidden>{sort.place}</sup>}
        {filtered && <IconFilterFilled size={11} className={classes.mark} aria-hidden />}
      </button>
      <button
        type="button"
        className={classes.more}
        aria-label={`More for ${column.name}`}
        aria-haspopup="dialog"
        tabIndex={tabIndex}
        onClick={() => onPanel(column)}
      >
        <IconDots size={14} aria-hidden />
      </button>
      <Grip
        width={column.width}
        onResize={(width, done) => onResize(column, width, done)}
        onFit={() => onFit(column)}
      />
    </div>
  )
}

function titleOf({ name, type, format }: ShownColumn): string {
  return [`${visibleText(name)} · ${type}`, format.hint].filter(Boolean).join('\n')
}

type GripProps = {
  width: number
  onResize: (width: number, done: boolean) => void
  onFit: () => void
}

function Grip({ width, onResize, onFit }: GripProps) {
  const start = useRef<{ x: number; width: number } | null>(null)
  const pulled = (x: number) =>
    start.current && Math.max(MIN_WIDTH, start.current.width + x - start.current.x)
  return (
    <span
      className={classes.grip}
      aria-hidden
      onPointerDown={(event) => {
        // Else the header would be dragged instead.
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = { x: event.clientX, width }
      }}
      onPointerMove={(event) => {
        const next = pulled(event.clientX)
        if (next !== null) onResize(next, false)
      }}
      onPointerUp={(event) => {
        const next = pulled(event.clientX)
        start.current = null
        // A press that pulls nothing sets no width.
        if (next !== null && next !== width) onResize(next, true)
      }}
      onDoubleClick={onFit}
    />
  )
}
