/**
 * Where rows lie on the screen, for any number of rows.
 *
 * Browsers stop growing an element at some 17 to 33 million pixels, which is
 * about a million rows. Above MAX_TRACK the scroll bar therefore becomes a
 * scale: its position is proportional to the offset, while wheel and keys move
 * the offset itself, pixel by pixel. `offset` is always the true distance in
 * pixels between the first row and the top of the view.
 */

/** The tallest scroll track we ask of a browser, in pixels. */
export const MAX_TRACK = 8_000_000

export type RowGeometry = {
  rowCount: number
  rowHeight: number
  /** Height of the part of the view that shows rows, in pixels. */
  viewHeight: number
}

export type RowSpan = { first: number; end: number }

export function contentHeight(g: RowGeometry): number {
  return g.rowCount * g.rowHeight
}

/** Height to give the scrolled element. */
export function trackHeight(g: RowGeometry): number {
  return Math.min(contentHeight(g), MAX_TRACK)
}

export function maxOffset(g: RowGeometry): number {
  return Math.max(0, contentHeight(g) - g.viewHeight)
}

export function clampOffset(g: RowGeometry, offset: number): number {
  return Math.min(Math.max(0, offset), maxOffset(g))
}

/** Whether the scroll bar is a scale instead of the true distance. */
export function isScaled(g: RowGeometry): boolean {
  return contentHeight(g) > MAX_TRACK
}

/** The offset that a scroll bar at `scrollTop` stands for. */
export function offsetOfScroll(g: RowGeometry, scrollTop: number): number {
  if (!isScaled(g)) return clampOffset(g, scrollTop)
  const range = Math.max(1, trackHeight(g) - g.viewHeight)
  return clampOffset(g, Math.round((scrollTop / range) * maxOffset(g)))
}

/** Where the scroll bar stands for an offset. */
export function scrollOfOffset(g: RowGeometry, offset: number): number {
  const clamped = clampOffset(g, offset)
  if (!isScaled(g)) return clamped
  const range = Math.max(1, trackHeight(g) - g.viewHeight)
  return (clamped / maxOffset(g)) * range
}

/** Rows that are drawn on both sides of the view. */
const SPARE = 4

/** The most rows that are drawn at once, wherever the view is. */
export function mostVisible(g: RowGeometry, spare = SPARE): number {
  return Math.ceil(Math.max(0, g.viewHeight) / g.rowHeight) + 1 + 2 * spare
}

/** Rows to draw at an offset, with some spare ones on both sides. */
export function visibleRows(g: RowGeometry, offset: number, spare = SPARE): RowSpan {
  if (g.rowCount === 0 || g.viewHeight <= 0) return { first: 0, end: 0 }
  const top = clampOffset(g, offset)
  const first = Math.max(0, Math.floor(top / g.rowHeight) - spare)
  const end = Math.min(g.rowCount, Math.ceil((top + g.viewHeight) / g.rowHeight) + spare)
  return { first, end }
}

/**
 * Where the view stands: its offset, and the row at the top of the body, from which
 * the places of the others are counted.
 */
export type Place = { offset: number; anchor: number }

/** Rows lie no further from the anchor than so many, so that no distance grows large. */
const REACH = 500

/**
 * The place for an offset, after another place. While some of the rows stay in view
 * the anchor does too, so that a scroll moves the body alone, and later moves on by
 * whole rounds of the slots. A jump begins anew at the row it lands on: the rows then
 * stand where the others stood, and nothing but their contents has to be drawn. That is
 * why a drag of the bar lands on whole rows, but for the end.
 */
export function placeAt(g: RowGeometry, last: Place, offset: number, isDrag = false): Place {
  const rows = visibleRows(g, offset)
  const old = visibleRows(g, last.offset)
  if (rows.end <= old.first || old.end <= rows.first) {
    const isWhole = isDrag && offset < maxOffset(g)
    const landed = clampOffset(g, isWhole ? Math.floor(offset / g.rowHeight) * g.rowHeight : offset)
    return { offset: landed, anchor: visibleRows(g, landed).first }
  }
  const away = rows.first - last.anchor
  const slots = mostVisible(g)
  const anchor =
    Math.abs(away) < REACH ? last.anchor : last.anchor + Math.trunc(away / slots) * slots
  return { offset: clampOffset(g, offset), anchor }
}

/** Which of the elements for rows draws a row: one that comes into view takes that of one that left. */
export function slotOf(row: number, anchor: number, slots: number): number {
  return (((row - anchor) % slots) + slots) % slots
}

/** The nearest offset that shows a row in full. */
export function offsetToShow(g: RowGeometry, offset: number, row: number): number {
  const top = row * g.rowHeight
  if (top < offset) return clampOffset(g, top)
  if (top + g.rowHeight > offset + g.viewHeight) {
    return clampOffset(g, top + g.rowHeight - g.viewHeight)
  }
  return clampOffset(g, offset)
}

/** Pages of rows that cover a span. */
export function pagesOf(span: RowSpan, pageSize: number): number[] {
  if (span.end <= span.first) return []
  const first = Math.floor(span.first / pageSize)
  const last = Math.floor((span.end - 1) / pageSize)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
