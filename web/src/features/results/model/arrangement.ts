import type { ResultViewColumn } from '@/api/executions'
import type { ColumnFormat } from './column-format'
import type { GridColumn } from './grid-column'

/** How somebody has laid out and written the columns of a result; columns are named by their ids. */
export type Layout = {
  /** The order of all columns as it was when one was moved; those it lacks come last. */
  order?: string[]
  hidden?: string[]
  /** They stay at the left, in this order, while the others scroll. */
  pinned?: string[]
  /** In pixels. */
  widths?: Record<string, number>
  formats?: Record<string, ColumnFormat>
  /** The IANA zone that instants are shown in; UTC without. */
  zone?: string
}

export type Arrangement = {
  /** From left to right, the pinned ones first, without those that are hidden. */
  columns: GridColumn[]
  /** How many of them are pinned. */
  pinned: number
  hidden: GridColumn[]
}

export function arrange(columns: ResultViewColumn[], layout: Layout): Arrangement {
  const byId = new Map(columns.map((column, index) => [column.id, { ...column, index }]))
  const find = (ids: string[]) => ids.map((id) => byId.get(id)).filter((c) => c !== undefined)
  const hiddenIds = new Set(layout.hidden)
  const pinned = find(layout.pinned ?? []).filter(({ id }) => !hiddenIds.has(id))
  const pinnedIds = new Set(pinned.map(({ id }) => id))
  const ordered = new Set([...find(layout.order ?? []), ...byId.values()])
  const loose = [...ordered].filter(({ id }) => !pinnedIds.has(id) && !hiddenIds.has(id))
  return {
    columns: [...pinned, ...loose],
    pinned: pinned.length,
    hidden: [...ordered].filter(({ id }) => hiddenIds.has(id)),
  }
}

export function hide(layout: Layout, id: string): Layout {
  return { ...layout, hidden: [...(layout.hidden ?? []).filter((one) => one !== id), id] }
}

export function show(layout: Layout, id: string): Layout {
  return { ...layout, hidden: (layout.hidden ?? []).filter((one) => one !== id) }
}

export function pin(layout: Layout, id: string): Layout {
  return { ...layout, pinned: [...(layout.pinned ?? []).filter((one) => one !== id), id] }
}

export function unpin(layout: Layout, id: string): Layout {
  return { ...layout, pinned: (layout.pinned ?? []).filter((one) => one !== id) }
}

export function resize(layout: Layout, id: string, width: number): Layout {
  return { ...layout, widths: { ...layout.widths, [id]: Math.round(width) } }
}

/** Has the numbers of a column written so; undefined as suits it. */
export function format(layout: Layout, id: string, to: ColumnFormat | undefined): Layout {
  const { [id]: _, ...formats } = layout.formats ?? {}
  return { ...layout, formats: to ? { ...formats, [id]: to } : formats }
}

/** What of it is of the rows themselves: columns of other groups are others by the same ids. */
export function ofRows({ order, hidden, pinned, widths, formats, zone }: Layout): Layout {
  const isOfRows = (id: string) => /^[cx]/.test(id)
  const kept = <V>(of: Record<string, V> | undefined) =>
    of && Object.fromEntries(Object.entries(of).filter(([id]) => isOfRows(id)))
  return {
    ...(order?.every(isOfRows) && { order }),
    hidden: hidden?.filter(isOfRows),
    pinned: pinned?.filter(isOfRows),
    widths: kept(widths),
    formats: kept(formats),
    zone,
  }
}

/**
 * Puts a column where another one stands, counted among those shown. Pinned ones
 * move among each other; a place beyond them is the nearest of their own.
 */
export function move(columns: ResultViewColumn[], layout: Layout, id: string, to: number): Layout {
  const { columns: shown, pinned, hidden } = arrange(columns, layout)
  const ids = shown.map((column) => column.id)
  const from = ids.indexOf(id)
  if (from === -1) return layout
  const isPinned = from < pinned
  const [least, most] = isPinned ? [0, pinned - 1] : [pinned, ids.length - 1]
  ids.splice(from, 1)
  ids.splice(Math.min(Math.max(to, least), most), 0, id)
  if (isPinned) return { ...layout, pinned: ids.slice(0, pinned) }
  return { ...layout, order: [...ids, ...hidden.map((column) => column.id)] }
}

/** Whether nothing was laid out or written otherwise than it came. */
export function isPlain(layout: Layout): boolean {
  const { order, hidden = [], pinned = [], widths = {}, formats = {}, zone } = layout
  const listed = [hidden, pinned, Object.keys(widths), Object.keys(formats)]
  return !order && !zone && listed.every(({ length }) => length === 0)
}
