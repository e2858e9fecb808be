import { describe, expect, it } from 'vitest'
import { formatOf } from './cell-format'
import {
  columnEdges,
  MAX_START_WIDTH,
  MIN_WIDTH,
  scrollToShowColumn,
  startWidths,
  visibleColumns,
} from './column-layout'

describe('column layout', () => {
  const edges = columnEdges([100, 50, 200, 80])

  it('finds the columns in view', () => {
    expect(visibleColumns(edges, 0, 120)).toEqual({ first: 0, end: 2 })
    expect(visibleColumns(edges, 100, 50)).toEqual({ first: 1, end: 2 })
    expect(visibleColumns(edges, 149, 2)).toEqual({ first: 1, end: 3 })
    expect(visibleColumns(edges, 400, 100)).toEqual({ first: 3, end: 4 })
    expect(visibleColumns([0], 0, 100)).toEqual({ first: 0, end: 0 })
  })

  it('scrolls no further than needed to show a column', () => {
    expect(scrollToShowColumn(edges, 0, 200, 1)).toBe(0)
    expect(scrollToShowColumn(edges, 120, 200, 0)).toBe(0)
    expect(scrollToShowColumn(edges, 0, 200, 3)).toBe(230)
    expect(scrollToShowColumn(edges, 0, 120, 2)).toBe(150)
  })

  it('gives dates the room that their digits take', () => {
    const day = { id: 'c0', name: 'day', type: 'DATE', stored: 'date' as const }
    const [width = 0] = startWidths([day], [formatOf(day, 0, {})], [['2026-10-01']], 1200)
    // Ten characters of the grid's figures, and the padding of a cell.
    expect(width).toBeGreaterThanOrEqual(106)
  })

  it('keeps starting widths within bounds', () => {
    const columns = ['a', 'b'].map((name) => ({
      id: name,
      name,
      type: 'STRING',
      stored: 'text' as const,
    }))
    const sample = [['x', 'y'.repeat(500)]]
    const formats = columns.map((column) => formatOf(column, 0, {}))
    expect(startWidths(columns, formats, sample, 1200)).toEqual([MIN_WIDTH, MAX_START_WIDTH])
    expect(startWidths(columns, formats, sample, 360)).toEqual([MIN_WIDTH, 180])
  })
})
