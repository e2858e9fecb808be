import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useCommands } from '@/lib/commands'
import { plural } from '@/lib/number'
import { columnFormats, type ResultColumn } from '../model/cell-format'
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
  copyText,
  extent,
  moved,
  rectangle,
  type Selection,
  single,
} from '../model/selection'
import { GridHeader } from './grid-header'
import { cellId, GridRow, type ShownColumn } from './grid-row'
import { GridStatus } from './grid-status'
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

  const gutter = String(source.rowCount).length * 7.6 + 22

  const sampled = source.row(0) !== undefined
  const measured = viewWidth > 0
  const [resized, setResized] = useState<Record<number, number>>({})
  // biome-ignore lint/correctness/useExhaustiveDependencies: both follow the first rows and the first width, not every page and pull
  const { formats, starts } = useMemo(() => {
    const sample = Array.from({ length: 60 }, (_, row) => source.row(row)).filter(
      (row) => row !== undefined,
    )
    const fitted = columnFormats(columns, sample)
    return { formats: fitted, starts: startWidths(columns, fitted, sample, viewWidth) }
  }, [columns, sampled, measured])
  const widths = starts.map((width, column) => resized[column] ?? width)
  const edges = columnEdges(widths)
  const total = edges.at(-1) ?? 0

  const rows = visibleRows(geometry, offset)
  const seen = visibleColumns(edges, Math.max(0, left - 200), viewWidth + 400)
  const shown = columns.slice(seen.first, seen.end).map((column, at): ShownColumn => {
    const index = seen.first + at
    const format = formats[index] ?? { kind: 'text', digits: 0 }
    return { ...column, index, format, width: widths[index] ?? MIN_WIDTH }
  })

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
    try {
      await navigator.clipboard.writeText(copyText(cells, withHeader ? names : undefined))
      setNotice(`Copied ${plural(size.rows, 'row')} × ${plural(size.columns, 'column')}`)
    } catch {
      // Browsers keep the clipboard from pages that came without HTTPS.
      setNotice('This browser does not let the page copy. Download the result instead.')
    }
  }

  useCommands(
    [
      { id: 'copy-cells', label: 'Copy the selected cells', run: () => void copy(false) },
      {
        id: 'copy-headed',
        label: 'Copy the selected cells with names',
        run: () => void copy(true),
      },
    ]
      .map((command) => ({ ...command, group: 'Copy' }))
      .filter(() => selection !== null),
  )

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
    setNotice('')
    if (event.key.toLowerCase() !== 'a') reveal(next.focus)
  }

  const focus = selection?.focus
  const drawn = focus && focus.row >= rows.first && focus.row < rows.end

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
              height={HEADER_HEIGHT}
              gutter={gutter}
              left={edges[seen.first] ?? 0}
              onResize={(column, width) => setResized((all) => ({ ...all, [column]: width }))}
            />
            <div className={classes.body}>
              {Array.from({ length: rows.end - rows.first }, (_, index) => {
                const rowIndex = rows.first + index
                return (
                  <GridRow
                    key={rowIndex}
                    id={id}
                    index={rowIndex}
                    row={source.row(rowIndex)}
                    columns={shown}
                    selection={selection}
                    gutter={gutter}
                    left={edges[seen.first] ?? 0}
                    style={{
                      height: ROW_HEIGHT,
                      transform: `translateY(${rowIndex * ROW_HEIGHT - offset}px)`,
                      width: total + gutter,
                    }}
                    onPress={(cell, extend) => {
                      dragging.current = true
                      setSelection((s) =>
                        extend && s ? { anchor: s.anchor, focus: cell } : single(cell),
                      )
                    }}
                    onEnter={(focus) => {
                      if (!dragging.current) return
                      setSelection((s) => (s ? { anchor: s.anchor, focus } : single(focus)))
                    }}
                  />
                )
              })}
            </div>
          </div>
        </div>
      </div>
      <GridStatus columns={columns} source={source} selection={selection} notice={notice} />
    </div>
  )
}
