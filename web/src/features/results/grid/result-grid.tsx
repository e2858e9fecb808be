import { Popover } from '@mantine/core'
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useCommands } from '@/lib/commands'
import { columnEdges, MIN_WIDTH, scrollToShowColumn, visibleColumns } from '../model/column-layout'
import type { GridColumn } from '../model/grid-column'
import { offsetToShow, trackHeight, visibleRows } from '../model/row-geometry'
import { type Cell, moved, rectangle, type Selection, single } from '../model/selection'
import type { View } from '../model/view'
import { GridHeader, type HeaderActs } from './grid-header'
import { cellId, cellOf, GridRow, type ShownColumn } from './grid-row'
import { GridStatus } from './grid-status'
import classes from './result-grid.module.css'
import type { RowSource } from './row-source'
import { useCopy } from './use-copy'
import { useFit } from './use-fit'
import { useRowScroll } from './use-row-scroll'

const ROW_HEIGHT = 28
const HEADER_HEIGHT = 34
/** Rows keep their place in the body over so many, so that a scroll moves the body alone. */
const CHUNK = 500
/** Pinned columns may take so much of the width; more of them scroll with the others. */
const PINNED_SHARE = 0.6

type Props = {
  label: string
  /** From left to right; the first `pinned` of them stay while the others scroll. */
  columns: GridColumn[]
  pinned?: number
  /** Those that somebody set, by id. */
  widths?: Record<string, number>
  source: RowSource
  view: View
  onSort: HeaderActs['onSort']
  onWidth: (column: GridColumn, width: number) => void
  /** What can be done with a column. */
  panel: (column: GridColumn, close: () => void) => ReactNode
}

/**
 * The one grid for results: any number of rows and columns, of which only those
 * in view exist in the page. Values are text as AMC wrote them.
 */
export function ResultGrid(props: Props) {
  const { label, columns, pinned = 0, widths: set, source, view, onSort, onWidth, panel } = props
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const { geometry, offset, left, viewWidth, onScroll, scrollTo } = useRowScroll(
    scroller,
    source.rowCount,
    ROW_HEIGHT,
    HEADER_HEIGHT,
  )
  const [selection, setSelection] = useState<Selection | null>(null)
  const [open, setOpen] = useState<string | null>(null)
  const [pull, setPull] = useState<{ id: string; width: number } | null>(null)
  const { notice, setNotice, copy } = useCopy(columns, source, selection)
  const dragging = useRef(false)

  const gutter = String(source.rowCount).length * 7.6 + 22
  const rows = visibleRows(geometry, offset)
  const fits = useFit(columns, source, rows.first, viewWidth)
  const all = useMemo(() => {
    let edge = 0
    return columns.map((column, at): ShownColumn => {
      const fit = fits.get(column.id)
      const own = set?.[column.id] ?? fit?.width ?? MIN_WIDTH
      const width = pull?.id === column.id ? pull.width : own
      const format = fit?.format ?? { kind: 'text', digits: 0 }
      edge += width
      return { ...column, at, width, format, pinnedAt: at < pinned ? edge - width : null }
    })
  }, [columns, pinned, set, pull, fits])
  const edges = useMemo(() => columnEdges(all.map(({ width }) => width)), [all])
  const total = edges.at(-1) ?? 0
  const pinnedWidth = edges[pinned] ?? 0
  const sticks = pinnedWidth <= (viewWidth - gutter) * PINNED_SHARE
  const kept = sticks ? pinned : 0
  const keptWidth = sticks ? pinnedWidth : 0

  // Two hundred pixels more on both sides, in steps, so that few scrolls change what is drawn.
  const step = Math.floor(left / 200) * 200
  const seen = visibleColumns(edges, keptWidth + Math.max(0, step - 200), viewWidth + 600)
  const first = Math.max(kept, seen.first)
  const shown = useMemo(() => {
    const loose = all.slice(first, seen.end)
    const stuck = all.slice(0, kept)
    return kept === 0 ? loose.map((c) => ({ ...c, pinnedAt: null })) : [...stuck, ...loose]
  }, [all, kept, first, seen.end])
  const before = (edges[first] ?? 0) - keptWidth

  const { want, key } = source
  useEffect(() => {
    want(
      { first: rows.first, end: rows.end },
      shown.map(({ index }) => index),
    )
  }, [want, rows.first, rows.end, shown])

  // Other rows, or the same in another order, are read from the top.
  const lastKey = useRef(key)
  useEffect(() => {
    if (lastKey.current === key) return
    lastKey.current = key
    setSelection(null)
    scrollTo(0)
  }, [key, scrollTo])

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
    if (!target || cell.column < kept) return
    const width = viewWidth - gutter - keptWidth
    target.scrollLeft = scrollToShowColumn(edges, left + keptWidth, width, cell.column) - keptWidth
  }

  const active = columns[selection?.focus.column ?? 0]
  const onPanel = useCallback((column: GridColumn) => setOpen(column.id), [])
  const onResize = useCallback<HeaderActs['onResize']>(
    (column, width, done) => {
      setPull(done ? null : { id: column.id, width })
      if (done) onWidth(column, width)
    },
    [onWidth],
  )

  useCommands([
    ...(active
      ? [
          {
            id: 'column-panel',
            label: 'Sort, filter or lay out',
            subject: active.name,
            group: 'Column',
            run: () => openPanel(active),
          },
        ]
      : []),
  ])

  function openPanel(column: GridColumn) {
    reveal({
      row: selection?.focus.row ?? Math.ceil(offset / ROW_HEIGHT),
      column: columns.indexOf(column),
    })
    setOpen(column.id)
  }

  function onKeyDown(event: KeyboardEvent) {
    // Its buttons, and what they open, have keys of their own.
    if (event.target !== event.currentTarget) return
    const ctrl = event.ctrlKey || event.metaKey
    if (event.altKey && event.key === 'ArrowDown' && active) {
      event.preventDefault()
      openPanel(active)
      return
    }
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
    setNotice('')
    if (event.key.toLowerCase() !== 'a') reveal(next.focus)
  }

  const focus = selection?.focus
  const drawn = focus && focus.row >= rows.first && focus.row < rows.end
  const chosen = selection && rectangle(selection)
  const base = Math.floor(rows.first / CHUNK) * CHUNK
  const opened = shown.find((column) => column.id === open)

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
        aria-activedescendant={drawn ? cellId(id, focus) : undefined}
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
            <GridHeader
              columns={shown}
              view={view}
              height={HEADER_HEIGHT}
              gutter={gutter}
              left={before}
              active={active?.id}
              onSort={onSort}
              onPanel={onPanel}
              onResize={onResize}
            />
            <div
              className={classes.body}
              style={{ transform: `translateY(${base * ROW_HEIGHT - offset}px)` }}
              onPointerDown={(event) => {
                const cell = event.button === 0 ? cellOf(event.target) : null
                if (!cell) return
                dragging.current = true
                setNotice('')
                setSelection((s) =>
                  event.shiftKey && s ? { anchor: s.anchor, focus: cell } : single(cell),
                )
              }}
              onPointerOver={(event) => {
                const cell = dragging.current ? cellOf(event.target) : null
                if (cell)
                  setSelection((s) => (s ? { anchor: s.anchor, focus: cell } : single(cell)))
              }}
            >
              {Array.from({ length: rows.end - rows.first }, (_, place) => {
                const index = rows.first + place
                const inside = chosen && index >= chosen.top && index <= chosen.bottom
                return (
                  <GridRow
                    key={index}
                    id={id}
                    index={index}
                    source={source}
                    columns={shown}
                    selectedFrom={inside ? chosen.left : -1}
                    selectedTo={inside ? chosen.right : -1}
                    gutter={gutter}
                    left={before}
                    top={(index - base) * ROW_HEIGHT}
                    height={ROW_HEIGHT}
                    width={total + gutter}
                  />
                )
              })}
            </div>
          </div>
        </div>
      </div>
      {opened && (
        <Popover
          opened
          onChange={() => setOpen(null)}
          position="bottom-start"
          shadow="md"
          trapFocus
          returnFocus
          withRoles={false}
        >
          <Popover.Target>
            <div
              className={classes.anchor}
              style={{
                left: gutter + (opened.pinnedAt ?? (edges[opened.at] ?? 0) - left),
                width: opened.width,
                height: HEADER_HEIGHT,
              }}
            />
          </Popover.Target>
          <Popover.Dropdown role="dialog" aria-label={`What to do with ${opened.name}`}>
            {panel(opened, () => setOpen(null))}
          </Popover.Dropdown>
        </Popover>
      )}
      <GridStatus columns={columns} source={source} selection={selection} notice={notice} />
    </div>
  )
}
