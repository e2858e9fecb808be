import { type CellFormat, cellText, isRightAligned } from './cell-format'

/** Widths in pixels; a column never starts wider than its data needs. */
export const MIN_WIDTH = 72
export const MAX_START_WIDTH = 340
const CHARACTER = 7.4
const PADDING = 26
/** Digits and hyphens of dates are wider than letters are on average. */
const DATE_CHARACTER = 8.2

/** Starting widths from the names and a sample of rows; texts take no more than half of a narrow view. */
export function startWidths(
  columns: { name: string }[],
  formats: CellFormat[],
  sample: (string | null)[][],
  viewWidth: number,
): number[] {
  return columns.map((column, index) => {
    const format = formats[index]
    if (!format) return MIN_WIDTH
    let longest = column.name.length + 2
    if (format.unit) longest += format.unit.length + 1
    // Sums further down are often longer than the first ones, and a cut number lies.
    if (isRightAligned(format.kind)) longest = Math.max(longest, 12)
    let width = longest * CHARACTER
    // A text can be cut; of a number or a time what is left would lie.
    const isWhole = isRightAligned(format.kind) || format.kind === 'time'
    const part = viewWidth * (isWhole ? 0.8 : 0.5)
    const most = Math.max(MIN_WIDTH, Math.min(MAX_START_WIDTH, part))
    const each = format.kind === 'time' ? DATE_CHARACTER : CHARACTER
    for (const row of sample) {
      width = Math.max(width, cellText(row[index] ?? null, format).length * each)
    }
    return Math.round(Math.min(most, Math.max(MIN_WIDTH, width + PADDING)))
  })
}

/** Left edges: edges[i] is where column i starts, the last one where all end. */
export function columnEdges(widths: number[]): number[] {
  const edges = [0]
  for (const width of widths) edges.push((edges.at(-1) ?? 0) + width)
  return edges
}

/** Columns that touch the span [left, left + width), by binary search. */
export function visibleColumns(
  edges: number[],
  left: number,
  width: number,
): { first: number; end: number } {
  const total = edges.length - 1
  if (total <= 0) return { first: 0, end: 0 }
  let low = 0
  let high = total
  while (low < high) {
    const middle = (low + high) >> 1
    if ((edges[middle + 1] ?? 0) <= left) low = middle + 1
    else high = middle
  }
  let end = low
  while (end < total && (edges[end] ?? 0) < left + width) end++
  return { first: Math.min(low, total - 1), end: Math.max(end, Math.min(low + 1, total)) }
}

/** The scroll position that shows a column in full, moving no further than needed. */
export function scrollToShowColumn(
  edges: number[],
  left: number,
  width: number,
  column: number,
): number {
  const start = edges[column] ?? 0
  const end = edges[column + 1] ?? start
  if (start < left) return start
  if (end > left + width) return Math.min(start, end - width)
  return left
}
