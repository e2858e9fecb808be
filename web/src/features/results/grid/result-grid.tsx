import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { plural } from '@/lib/number'
import { cellText, columnKind, isRightAligned, type ResultColumn } from '../model/cell-format'
import {
  columnEdges,
  MIN_WIDTH,
  scrollToShowColumn,
  startWidths,
  visibleColumns,
} from '../model/column-layout'
import { offsetToShow, trackHeight, visibleRows } from '../model/row-geometry'
import {
  type Cell,
  contains,
  copyText,
  extent,
  moved,
  rectangle,
  type Selection,
  single,
} from '../model/selection'
import classes from './result-grid.module.css'
import { COPY_LIMIT, type RowSource } from './row-source'
import { useRowScroll } from './use-row-scroll'

const ROW_HEIGHT = 28
const HEADER_HEIGHT = 34

type Props = {
  label: string
  columns: ResultColumn[]
  source: RowSource
}

/**
 * The one grid for results: any number of rows, of which only those in view
 * exist in the page and in memory. Values are text as AMC wrote them.
 */
export function ResultGrid({ label, columns, source }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const { geometry, offset, left, viewWidth, onScroll, scrollTo } = useRowScroll(
    scroller,
    source.rowCount,
    ROW_HEIGHT,
    HEADER_HEIGHT,
  )
  const [selection, setSelection] = useState<Selection | null>(null)
  const [notice, setNotice] = useState('')
  const dragging = useRef(false)

  const kinds = useMemo(() => columns.map(columnKind), [columns])
  const gutter = String(source.rowCount).length * 7.6 + 22

  const sampled = source.row(0) !== undefined
  const [resized, setResized] = useState<Record<number, number>>({})
  // biome-ignore lint/correctness/useExhaustiveDependencies: widths follow the first rows, not every page that arrives
  const measured = useMemo(() => {
    const sample = Array.from({ length: 60 }, (_, row) => source.row(row)).filter(
      (row) => row !== undefined,
    )
    return startWidths(columns, sample)
  }, [columns, sampled])
  const widths = measured.map((width, column) => resized[column] ?? width)
  const edges = columnEdges(widths)
  const total = edges.at(-1) ?? 0

  const rows = visibleRows(geometry, offset)
  const seen = visibleColumns(edges, Math.max(0, left - 200), viewWidth + 400)
  const shown = columns.slice(seen.first, seen.end).map((column, index) => ({
    ...column,
    index: seen.first + index,
  }))

  const { want } = source
  useEffect(() => want(rows.first, rows.end), [want, rows.first, rows.end])

  useEffect(() => {
    const stop = () => {
      dragging.current = false
    }
    window.addEventListener('pointerup', stop)
    return () => window.removeEventListener('pointerup', stop)
  }, [])

  function reveal(cell: Cell) {
    scrollTo(offsetToShow(geometry, offset, cell.row))
    const target = scroller.current
    if (target) target.scrollLeft = scrollToShowColumn(edges, left, viewWidth - gutter, cell.column)
  }

  async function copy(withHeader: boolean) {
    if (!selection) return
    const r = rectangle(selection)
    const size = extent(selection)
    if (size.rows > COPY_LIMIT) {
      setNotice(`Too many rows to copy (${plural(size.rows, 'row')}). Download the result instead.`)
      return
    }
    const fetched = await source.fetch(r.top, r.bottom + 1)
    const cells = fetched.map((row) => row.slice(r.left, r.right + 1))
    const names = columns.slice(r.left, r.right + 1).map((column) => column.name)
    await navigator.clipboard.writeText(copyText(cells, withHeader ? names : undefined))
    setNotice(`Copied ${plural(size.rows, 'row')} × ${plural(size.columns, 'column')}`)
  }

  function onKeyDown(event: KeyboardEvent) {
    const ctrl = event.ctrlKey || event.metaKey
    if (ctrl && event.key.toLowerCase() === 'c') {
      event.preventDefault()
      void copy(event.shiftKey)
      return
    }
    const next = moved(
      selection,
      { key: event.key, ctrl, shift: event.shiftKey },
      {
        rowCount: source.rowCount,
        columnCount: columns.length,
        pageRows: Math.max(1, Math.floor(geometry.viewHeight / ROW_HEIGHT) - 1),
      },
    )
    if (!next) return
    event.preventDefault()
    setSelection(next)
    if (event.key.toLowerCase() !== 'a') reveal(next.focus)
  }

  const active = selection ? `${id}-${selection.focus.row}-${selection.focus.column}` : undefined
  const activeDrawn =
    selection && selection.focus.row >= rows.first && selection.focus.row < rows.end
      ? active
      : undefined

  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed */}
      <div
        ref={scroller}
        className={classes.scroller}
        role="grid"
        aria-label={label}
        aria-rowcount={source.rowCount + 1}
        aria-colcount={columns.length}
        aria-multiselectable
        aria-activedescendant={activeDrawn}
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <div
          className={classes.track}
          style={{ height: trackHeight(geometry) + HEADER_HEIGHT, width: total + gutter }}
        >
          <div
            className={classes.view}
            style={{ height: Math.min(trackHeight(geometry), geometry.viewHeight) + HEADER_HEIGHT }}
          >
            {/* biome-ignore lint/a11y/useSemanticElements: see the grid above */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid, which names its active cell */}
            <div
              className={classes.header}
              role="row"
              aria-rowindex={1}
              style={{ height: HEADER_HEIGHT }}
            >
              <div className={classes.gutter} style={{ width: gutter }} aria-hidden />
              <div style={{ width: edges[seen.first] }} aria-hidden />
              {shown.map((column) => (
                // biome-ignore lint/a11y/useSemanticElements: see the grid above
                // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
                <div
                  key={column.name}
                  role="columnheader"
                  aria-colindex={column.index + 1}
                  className={classes.head}
                  data-right={isRightAligned(kinds[column.index] ?? 'text') || undefined}
                  style={{ width: widths[column.index] }}
                  title={`${column.name} · ${column.type}`}
                >
                  <span className={classes.name}>{column.name}</span>
                  <Grip
                    width={widths[column.index] ?? MIN_WIDTH}
                    onResize={(width) => setResized((all) => ({ ...all, [column.index]: width }))}
                  />
                </div>
              ))}
            </div>
            <div className={classes.body}>
              {Array.from({ length: rows.end - rows.first }, (_, index) => {
                const rowIndex = rows.first + index
                const row = source.row(rowIndex)
                return (
                  // biome-ignore lint/a11y/useSemanticElements: see the grid above
                  // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
                  <div
                    key={rowIndex}
                    role="row"
                    aria-rowindex={rowIndex + 2}
                    className={classes.row}
                    style={{
                      height: ROW_HEIGHT,
                      transform: `translateY(${rowIndex * ROW_HEIGHT - offset}px)`,
                      width: total + gutter,
                    }}
                  >
                    <div className={classes.gutter} style={{ width: gutter }} aria-hidden>
                      {rowIndex + 1}
                    </div>
                    <div style={{ width: edges[seen.first] }} aria-hidden />
                    {shown.map((column) => {
                      const kind = kinds[column.index] ?? 'text'
                      const value = row?.[column.index]
                      return (
                        // biome-ignore lint/a11y/useSemanticElements: see the grid above
                        // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
                        // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys
                        <div
                          key={column.name}
                          id={`${id}-${rowIndex}-${column.index}`}
                          role="gridcell"
                          aria-colindex={column.index + 1}
                          aria-selected={contains(selection, rowIndex, column.index)}
                          className={classes.cell}
                          data-kind={kind}
                          data-null={value === null || undefined}
                          data-right={isRightAligned(kind) || undefined}
                          style={{ width: widths[column.index] }}
                          onPointerDown={(event) => {
                            if (event.button !== 0) return
                            const cell = { row: rowIndex, column: column.index }
                            dragging.current = true
                            setSelection((s) =>
                              event.shiftKey && s
                                ? { anchor: s.anchor, focus: cell }
                                : single(cell),
                            )
                          }}
                          onPointerEnter={() => {
                            if (!dragging.current) return
                            const focus = { row: rowIndex, column: column.index }
                            setSelection((s) => (s ? { anchor: s.anchor, focus } : single(focus)))
                          }}
                        >
                          {value === undefined ? (
                            <span className={classes.pending} />
                          ) : value === null ? (
                            <span role="img" title="NULL" aria-label="NULL">
                              {cellText(null, kind)}
                            </span>
                          ) : (
                            cellText(value, kind)
                          )}
                        </div>
                      )
                    })}
                  </div>
                )
              })}
            </div>
          </div>
        </div>
      </div>
      <div className={classes.status} aria-live="polite">
        {notice ||
          (selection && extent(selection).rows * extent(selection).columns > 1
            ? `${plural(extent(selection).rows, 'row')} × ${plural(extent(selection).columns, 'column')} selected`
            : 'Ctrl+C copies, with Shift also the column names')}
      </div>
    </div>
  )
}

function Grip({ width, onResize }: { width: number; onResize: (width: number) => void }) {
  const start = useRef<{ x: number; width: number } | null>(null)
  return (
    <span
      className={classes.grip}
      aria-hidden
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = { x: event.clientX, width }
      }}
      onPointerMove={(event) => {
        if (!start.current) return
        onResize(Math.max(MIN_WIDTH, start.current.width + event.clientX - start.current.x))
      }}
      onPointerUp={() => {
        start.current = null
      }}
    />
  )
}
