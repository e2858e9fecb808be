import { describe, expect, it } from 'vitest'
import { cellText, columnFormats, columnKind, groupDigits } from './cell-format'
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

  it('keeps starting widths within bounds', () => {
    const columns = [
      { name: 'a', type: 'STRING' },
      { name: 'b', type: 'STRING' },
    ]
    const sample = [['x', 'y'.repeat(500)]]
    const formats = columnFormats(columns, sample)
    expect(startWidths(columns, formats, sample, 1200)).toEqual([MIN_WIDTH, MAX_START_WIDTH])
    expect(startWidths(columns, formats, sample, 360)).toEqual([MIN_WIDTH, 180])
  })
})

describe('cells', () => {
  it('groups digits without parsing them', () => {
    expect(groupDigits('9007199254740993')).toBe('9,007,199,254,740,993')
    expect(groupDigits('-1234.50')).toBe('-1,234.50')
    expect(groupDigits('1.2e9')).toBe('1.2e9')
    expect(groupDigits('NaN')).toBe('NaN')
  })

  it('never groups an id, though its type is a number', () => {
    const kind = columnKind({ name: 'campaign_id', type: 'LONG' })
    expect(cellText('583920018273645', { kind, digits: 0 })).toBe('583920018273645')
  })

  it('rounds doubles alike down a column, and nothing else', () => {
    const columns = [
      { name: 'cost', type: 'DOUBLE' },
      { name: 'exact', type: 'DECIMAL' },
    ]
    const rows = [
      ['29940.829999999998', '1234.56789012'],
      ['12.5', null],
    ]
    const [cost, exact] = columnFormats(columns, rows)
    if (!cost || !exact) throw new Error('two columns have two formats')
    expect(rows.map((row) => cellText(row[0] ?? null, cost))).toEqual(['29,940.83', '12.50'])
    expect(cellText(rows[0]?.[1] ?? null, exact)).toBe('1,234.56789012')
  })

  it('tells NULL from an empty text', () => {
    expect(cellText(null, { kind: 'text', digits: 0 })).toBe('–')
    expect(cellText('', { kind: 'text', digits: 0 })).toBe('')
  })
})
