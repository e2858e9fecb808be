import { MIN_WIDTH } from '../model/column-layout'

/** Beyond this a text is better read in full beside the grid. */
const MAX_FITTED_WIDTH = 800
/** Padding of a cell or a name, and the line behind it. */
const PADDING = 22
/** Between a name, its unit and its marks. */
const GAP = 4

/**
 * The width in pixels that shows a column's name and those of its values that are
 * drawn, from how the browser lays them out; `place` is its number in the grid.
 */
export function fittedWidth(grid: HTMLElement, place: number): number {
  const at = `[aria-colindex="${place + 1}"]`
  const cells = [...grid.querySelectorAll(`[role="gridcell"]${at}`)].map(textWidth)
  const parts = grid.querySelector(`[role="columnheader"]${at} > button`)?.children ?? []
  const name = [...parts].reduce((sum, part) => sum + textWidth(part) + GAP, 0)
  const width = Math.ceil(Math.max(name, ...cells)) + PADDING
  return Math.min(MAX_FITTED_WIDTH, Math.max(MIN_WIDTH, width))
}

/** How wide what stands in an element would be if nothing cut it. */
function textWidth(element: Element): number {
  if (element.childNodes.length === 0) return element.getBoundingClientRect().width
  const range = document.createRange()
  range.selectNodeContents(element)
  return range.getBoundingClientRect().width
}
