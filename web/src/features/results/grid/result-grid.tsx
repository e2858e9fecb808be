import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react'
import { useCommands } from '@/lib/commands'
import { formatOf, type Written } from '../model/cell-format'
import { scrollToShowColumn } from '../model/column-layout'
import type { GroupPath } from '../model/fold'
import type { GridColumn } from '../model/grid-column'
import { factColumns, factsOf } from '../model/row-facts'
import { offsetToShow, trackHeight, visibleRows } from '../model/row-geometry'
import { type Cell, type Selection, single } from '../model/selection'
import { isSummed } from '../model/subtotal'
import type { View } from '../model/view'
import { CellDetails } from './cell-details'
import { ColumnPopover } from './column-popover'
import { fittedWidth } from './fitted-width'
import { GridBody } from './grid-body'
import { GridHeader, type HeaderActs } from './grid-header'
import { gridKeys } from './grid-keys'
import { cellId, type ShownColumn } from './grid-row'
import { GridStatus } from './grid-status'
import classes from './result-grid.module.css'
import type { RowSource } from './row-source'
import { useCopy } from './use-copy'
import { useFit } from './use-fit'
import { useFolds } from './use-folds'
import { usePointerSelection } from './use-pointer-selection'
import { useRowScroll } from './use-row-scroll'
import { useShownColumns } from './use-shown-columns'

const ROW_HEIGHT = 28
const HEADER_HEIGHT = 34

type Props = {
  label: string
  /** From left to right; the first `pinned` of them stay while the others scroll. */
  columns: GridColumn[]
  pinned?: number
  /** Those that somebody set, by id. */
  widths?: Record<string, number>
  source: RowSource
  written: Written
  view: View
  onSort: HeaderActs['onSort']
  onWidth: (column: GridColumn, width: number) => void
  onMove: HeaderActs['onMove']
  /** Goes to where texts are looked for. */
  onFind?: () => void
  /** Folds a group that is unfolded, and the other way round. */
  onFold?: (path: GroupPath) => void
  /** Where to go, such as what was found; another one each time. */
  place?: { row: number; column: string } | null
  /** What can be done with a column. */
  panel: (column: ShownColumn, close: () => void) => ReactNode
  /** What is said over the last rows in view; it takes no room. */
  over?: ReactNode
}

/**
 * The one grid for results: any number of rows and columns, of which only those
 * in view exist in the page. Values are text as AMC wrote them.
 */
export function ResultGrid(props: Props) {
  const {
    label,
    columns,
    pinned = 0,
    widths,
    source,
    written,
    view,
    place,
    onSort,
    onWidth,
    onMove,
    onFind,
    onFold,
    panel,
    over,
  } = props
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const { geometry, offset, anchor, left, viewWidth, onScroll, scrollTo } = useRowScroll(
    scroller,
    source.rowCount,
    ROW_HEIGHT,
    HEADER_HEIGHT,
  )
  const [selection, setSelection] = useState<Selection | null>(null)
  const [open, setOpen] = useState<string | null>(null)
  const [pull, setPull] = useState<{ id: string; width: number } | null>(null)
  const [detailed, setDetailed] = useState(false)

  const gutter = String(source.rowCount).length * 7.6 + 22
  const rows = visibleRows(geometry, offset)
  const fits = useFit(columns, source, rows.first, viewWidth, written)
  const placed = useShownColumns({
    columns,
    pinned,
    fits,
    widths,
    pull,
    left,
    viewWidth: viewWidth - gutter,
    gutter,
  })
  const { edges, shown, kept, keptWidth, total, before } = placed
  const formatted = (column: GridColumn) =>
    fits.get(column.id)?.format ?? formatOf(column, 0, written)
  const { notice, setNotice, copy, acts } = useCopy({
    columns,
    source,
    selection,
    written,
    formatted,
  })

  const { want, key } = source
  useEffect(() => {
    const wanted = [...shown.map(({ index }) => index), ...factColumns(written)]
    want({ first: rows.first, end: rows.end }, wanted)
  }, [want, rows.first, rows.end, shown, written])

  // Other rows, or the same in another order, are read from the top.
  const lastKey = useRef(key)
  useEffect(() => {
    if (lastKey.current === key) return
    lastKey.current = key
    setSelection(null)
    scrollTo(0)
  }, [key, scrollTo])

  const pointer = usePointerSelection({
    scroller,
    rowHeight: ROW_HEIGHT,
    columnCount: columns.length,
    setSelection,
    scrollBy: (right, down) => {
      if (down !== 0) scrollTo(offset + down)
      if (right !== 0) scroller.current?.scrollBy({ left: right })
    },
    onBegin: () => setNotice(''),
  })

  function reveal(cell: Cell) {
    scrollTo(offsetToShow(geometry, offset, cell.row))
    const target = scroller.current
    if (!target || cell.column < kept) return
    const width = viewWidth - gutter - keptWidth
    target.scrollLeft = scrollToShowColumn(edges, left + keptWidth, width, cell.column) - keptWidth
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another place is gone to
  useEffect(() => {
    const column = columns.findIndex((one) => one.id === place?.column)
    if (!place || column === -1) return
    const cell = { row: place.row, column }
    setSelection(single(cell))
    reveal(cell)
  }, [place])

  const fold = useFolds({
    source,
    onFold,
    onMoved: (cell, rows) => {
      setSelection(single(cell))
      scrollTo(Math.max(0, offset + rows * ROW_HEIGHT))
    },
  })

  // What is shown beside the rows takes room from them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once the room has changed
  useEffect(() => {
    if (detailed && selection) reveal(selection.focus)
  }, [detailed, viewWidth])

  // What was pulled is kept by whoever lays the columns out.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it has it when the widths change
  useEffect(() => setPull(null), [widths])

  const active = columns[selection?.focus.column ?? 0]
  const onPanel = useCallback((column: GridColumn) => setOpen(column.id), [])
  const onResize = useCallback<HeaderActs['onResize']>(
    (column, width, done) => {
      setPull({ id: column.id, width })
      if (done) onWidth(column, width)
    },
    [onWidth],
  )
  const onFit = useCallback(
    (column: GridColumn & { at: number }) => {
      if (scroller.current) onWidth(column, fittedWidth(scroller.current, column.at))
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
          {
            id: 'column-fit',
            label: 'Fit the width of',
            subject: active.name,
            group: 'Column',
            run: () => onFit({ ...active, at: columns.indexOf(active) }),
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

  const onKeyDown = gridKeys({
    selection,
    bounds: {
      rowCount: source.rowCount,
      columnCount: columns.length,
      pageRows: Math.max(1, Math.floor(geometry.viewHeight / ROW_HEIGHT) - 1),
    },
    onPanel: () => active && openPanel(active),
    onFind,
    onFold: (to) => selection && fold(selection.focus, to),
    onCopy: (named) => void copy('tsv', named),
    onDetails: () => setDetailed(!detailed),
    onMove: (next, isSeen) => {
      setSelection(next)
      setNotice('')
      if (isSeen) reveal(next.focus)
    },
  })

  const focus = selection?.focus
  const drawn = focus && focus.row >= rows.first && focus.row < rows.end
  const opened = shown.find((column) => column.id === open)

  return (
    <div className={classes.frame}>
      <div className={classes.split}>
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
              style={{
                height: Math.min(trackHeight(geometry), geometry.viewHeight) + HEADER_HEIGHT,
              }}
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
                onFit={onFit}
                onMove={onMove}
              />
              <GridBody
                id={id}
                geometry={geometry}
                rows={rows}
                offset={offset}
                anchor={anchor}
                source={source}
                columns={shown}
                written={written}
                selection={selection}
                pointer={pointer}
                gutter={gutter}
                left={before}
                width={total + gutter}
                onDetails={() => setDetailed(true)}
                onFold={fold}
              />
            </div>
          </div>
        </div>
        {detailed && focus && active && (
          <CellDetails
            column={active}
            row={focus.row}
            isAll={isSummed(active, source.level(focus.row))}
            value={source.cell(focus.row, active.index)}
            format={formatted(active)}
            facts={factsOf((column) => source.cell(focus.row, column), written)}
            onClose={() => {
              setDetailed(false)
              scroller.current?.focus()
            }}
          />
        )}
      </div>
      {opened && (
        <ColumnPopover
          name={opened.name}
          left={gutter + (opened.pinnedAt ?? (edges[opened.at] ?? 0) - left)}
          width={opened.width}
          height={HEADER_HEIGHT}
          onClose={() => setOpen(null)}
        >
          {panel(opened, () => setOpen(null))}
        </ColumnPopover>
      )}
      {over}
      <GridStatus
        columns={columns}
        source={source}
        selection={selection}
        notice={notice}
        acts={acts}
        onDetails={() => setDetailed(true)}
      />
    </div>
  )
}
