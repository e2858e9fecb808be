import { describe, expect, it } from 'vitest'
import { cellText, columnKind, groupDigits } from './cell-format'
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
    expect(startWidths(columns, [['x', 'y'.repeat(500)]])).toEqual([MIN_WIDTH, MAX_START_WIDTH])
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
    expect(cellText('583920018273645', kind)).toBe('583920018273645')
  })

  it('tells NULL from an empty text', () => {
    expect(cellText(null, 'text')).toBe('–')
    expect(cellText('', 'text')).toBe('')
  })
})
