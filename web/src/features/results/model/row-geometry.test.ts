import { describe, expect, it } from 'vitest'
import {
  clampOffset,
  isScaled,
  MAX_TRACK,
  maxOffset,
  mostVisible,
  offsetOfScroll,
  offsetToShow,
  pagesOf,
  placeAt,
  type RowGeometry,
  scrollOfOffset,
  slotOf,
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

describe('the place of the rows in the body', () => {
  /** Where each element of a row stands, by its slot. */
  const tops = (g: RowGeometry, { offset, anchor }: { offset: number; anchor: number }) => {
    const { first, end } = visibleRows(g, offset)
    const slots = mostVisible(g)
    const rows = Array.from({ length: end - first }, (_, at) => first + at)
    return new Map(rows.map((row) => [slotOf(row, anchor, slots), row - anchor]))
  }
  const away = 500_000 * 28

  it('gives every row in view a slot of its own, wherever a scroll goes', () => {
    let place = { offset: 0, anchor: 0 }
    const steps = [3, 28, 300, -40, 9_000, -8_900, 100_000, -70_000, 2_000_000]
    for (const step of steps) {
      place = placeAt(huge, place, clampOffset(huge, place.offset + step))
      const { first, end } = visibleRows(huge, place.offset)
      expect(tops(huge, place).size).toBe(end - first)
      expect(Math.abs(first - place.anchor)).toBeLessThan(600)
    }
  })

  it('keeps the element of every row while some of them stay in view', () => {
    const slots = mostVisible(huge)
    let place = placeAt(huge, { offset: 0, anchor: 0 }, away)
    for (let step = 0; step < 400; step++) {
      const next = placeAt(huge, place, place.offset + 140)
      const row = visibleRows(huge, next.offset).first
      expect(slotOf(row, next.anchor, slots)).toBe(slotOf(row, place.anchor, slots))
      place = next
    }
    expect(place.anchor).toBeGreaterThan(500_000)
  })

  it('leaves the elements where they stand when a drag jumps, and the body too', () => {
    const one = placeAt(huge, { offset: 0, anchor: 0 }, away + 5, true)
    const other = placeAt(huge, one, 3 * away + 17, true)
    expect(tops(huge, other)).toEqual(tops(huge, one))
    expect(other.offset - other.anchor * 28).toBe(one.offset - one.anchor * 28)
  })

  it('goes to the very end, and by keys to the very pixel', () => {
    const end = maxOffset(huge)
    expect(placeAt(huge, { offset: 0, anchor: 0 }, end, true).offset).toBe(end)
    expect(placeAt(huge, { offset: 0, anchor: 0 }, away + 5).offset).toBe(away + 5)
  })
})
