import { describe, expect, it } from 'vitest'
import {
  isScaled,
  MAX_TRACK,
  maxOffset,
  mostVisible,
  offsetOfScroll,
  offsetToShow,
  pagesOf,
  type RowGeometry,
  scrollOfOffset,
  trackHeight,
  visibleRows,
} from './row-geometry'

const small: RowGeometry = { rowCount: 1_000, rowHeight: 28, viewHeight: 280 }
const huge: RowGeometry = { rowCount: 1_000_000_000, rowHeight: 28, viewHeight: 280 }

describe('row geometry', () => {
  it('maps the scroll bar one to one while the browser can hold the height', () => {
    expect(isScaled(small)).toBe(false)
    expect(offsetOfScroll(small, 1234)).toBe(1234)
    expect(scrollOfOffset(small, 1234)).toBe(1234)
  })

  it('never asks for a taller track than a browser can hold', () => {
    expect(trackHeight(huge)).toBe(MAX_TRACK)
  })

  it('never draws more rows than it says, wherever the view is', () => {
    for (const viewHeight of [1, 27, 28, 29, 280, 333]) {
      const g = { ...small, viewHeight }
      for (let offset = 0; offset < 2_000; offset += 7) {
        const { first, end } = visibleRows(g, offset)
        expect(end - first).toBeLessThanOrEqual(mostVisible(g))
      }
    }
  })

  it('reaches the first and the last row of a billion', () => {
    expect(offsetOfScroll(huge, 0)).toBe(0)
    expect(offsetOfScroll(huge, MAX_TRACK - huge.viewHeight)).toBe(maxOffset(huge))
    expect(visibleRows(huge, maxOffset(huge)).end).toBe(huge.rowCount)
  })

  it('turns offset to scroll and back within a pixel of the scale', () => {
    const perPixel = maxOffset(huge) / (MAX_TRACK - huge.viewHeight)
    for (const offset of [0, 28, 5_000_000_000, maxOffset(huge)]) {
      const back = offsetOfScroll(huge, scrollOfOffset(huge, offset))
      expect(Math.abs(back - offset)).toBeLessThanOrEqual(perPixel)
    }
  })

  it('draws what is seen and a few more', () => {
    expect(visibleRows(small, 28 * 100)).toEqual({ first: 96, end: 114 })
    expect(visibleRows(small, 0)).toEqual({ first: 0, end: 14 })
    expect(visibleRows({ ...small, rowCount: 3 }, 0)).toEqual({ first: 0, end: 3 })
    expect(visibleRows({ ...small, rowCount: 0 }, 0)).toEqual({ first: 0, end: 0 })
  })

  it('scrolls no further than needed to show a row', () => {
    expect(offsetToShow(small, 280, 12)).toBe(280)
    expect(offsetToShow(small, 280, 3)).toBe(84)
    expect(offsetToShow(small, 0, 10)).toBe(28)
    expect(offsetToShow(small, 0, 999)).toBe(maxOffset(small))
  })

  it('names the pages of a span', () => {
    expect(pagesOf({ first: 190, end: 210 }, 200)).toEqual([0, 1])
    expect(pagesOf({ first: 200, end: 400 }, 200)).toEqual([1])
    expect(pagesOf({ first: 5, end: 5 }, 200)).toEqual([])
  })
})
