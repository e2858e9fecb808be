import { useMemo } from 'react'
import { formatOf } from '../model/cell-format'
import { columnEdges, MIN_WIDTH, visibleColumns } from '../model/column-layout'
import type { GridColumn } from '../model/grid-column'
import type { ShownColumn } from './grid-row'
import type { Fit } from './use-fit'

/** Pinned columns may take so much of the width; more of them scroll with the others. */
const PINNED_SHARE = 0.6
/** What is drawn changes only with every so many pixels of a scroll. */
const STEP = 200

type Given = {
  columns: GridColumn[]
  /** How many of them, from the left, stay while the others scroll. */
  pinned: number
  fits: ReadonlyMap<string, Fit>
  /** Widths that somebody set, by id, and the one that is being pulled. */
  widths: Record<string, number> | undefined
  pull: { id: string; width: number } | null
  /** How far the grid is scrolled to the right, and how much of it is seen. */
  left: number
  viewWidth: number
  /** Width of the row numbers, left of all columns. */
  gutter: number
}

/** Where the columns lie, and which of them are drawn. */
export function useShownColumns(given: Given) {
  const { columns, pinned, fits, widths, pull, left, viewWidth, gutter } = given
  const all = useMemo(() => {
    let edge = 0
    return columns.map((column, at): ShownColumn => {
      const fit = fits.get(column.id)
      const own = widths?.[column.id] ?? fit?.width ?? MIN_WIDTH
      const width = pull?.id === column.id ? pull.width : own
      const format = fit?.format ?? formatOf(column, 0, {})
      edge += width
      return { ...column, at, width, format, ...placeOf(width, at < pinned, edge, gutter) }
    })
  }, [columns, pinned, widths, pull, fits, gutter])
  const edges = useMemo(() => columnEdges(all.map(({ width }) => width)), [all])

  const pinnedWidth = edges[pinned] ?? 0
  const sticks = pinnedWidth <= viewWidth * PINNED_SHARE
  const kept = sticks ? pinned : 0
  const keptWidth = sticks ? pinnedWidth : 0

  const from = keptWidth + Math.max(0, Math.floor(left / STEP) * STEP - STEP)
  const seen = visibleColumns(edges, from, viewWidth + 2 * STEP)
  const first = Math.max(kept, seen.first)
  const shown = useMemo(() => {
    if (kept > 0) return [...all.slice(0, kept), ...all.slice(first, seen.end)]
    return all
      .slice(first, seen.end)
      .map((column) => ({ ...column, ...placeOf(column.width, false, 0, gutter) }))
  }, [all, kept, first, seen.end, gutter])

  return {
    edges,
    shown,
    kept,
    keptWidth,
    total: edges.at(-1) ?? 0,
    /** Width of the columns that lie between the pinned ones and the first of the others drawn. */
    before: (edges[first] ?? 0) - keptWidth,
  }
}

/** Where a column stands; the style is made once, so that a scroll finds it unchanged. */
function placeOf(width: number, isPinned: boolean, end: number, gutter: number) {
  const pinnedAt = isPinned ? end - width : null
  const style = pinnedAt === null ? { width } : { width, left: gutter + pinnedAt }
  return { pinnedAt, style }
}
