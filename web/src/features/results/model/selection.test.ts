import { describe, expect, it } from 'vitest'
import { contains, extent, moved, rectangle, type Selection, single } from './selection'

const bounds = { rowCount: 100, columnCount: 5, pageRows: 20 }
const key = (name: string, more: { ctrl?: boolean; shift?: boolean } = {}) => ({
  key: name,
  ctrl: false,
  shift: false,
  ...more,
})

describe('moved', () => {
  it('starts at the first cell', () => {
    expect(moved(null, key('ArrowDown'), bounds)?.focus).toEqual({ row: 1, column: 0 })
  })

  it('stays inside the grid', () => {
    const last = single({ row: 99, column: 4 })
    expect(moved(last, key('ArrowDown'), bounds)?.focus).toEqual({ row: 99, column: 4 })
    expect(moved(last, key('PageDown'), bounds)?.focus).toEqual({ row: 99, column: 4 })
    expect(moved(single({ row: 3, column: 0 }), key('PageUp'), bounds)?.focus.row).toBe(0)
  })

  it('grows with shift and collapses without', () => {
    const grown = moved(single({ row: 2, column: 1 }), key('ArrowRight', { shift: true }), bounds)
    expect(grown && extent(grown)).toEqual({ rows: 1, columns: 2 })
    const collapsed = moved(grown, key('ArrowDown'), bounds)
    expect(collapsed && extent(collapsed)).toEqual({ rows: 1, columns: 1 })
  })

  it('jumps to the corners with ctrl', () => {
    const end = moved(single({ row: 2, column: 1 }), key('End', { ctrl: true }), bounds)
    expect(end?.focus).toEqual({ row: 99, column: 4 })
  })

  it('selects everything', () => {
    const all = moved(null, key('a', { ctrl: true }), bounds)
    expect(all && extent(all)).toEqual({ rows: 100, columns: 5 })
  })

  it('selects whole rows and columns with the space bar', () => {
    const s: Selection = { anchor: { row: 5, column: 3 }, focus: { row: 2, column: 1 } }
    const rows = moved(s, key(' ', { shift: true }), bounds)
    expect(rows && rectangle(rows)).toEqual({ top: 2, bottom: 5, left: 0, right: 4 })
    const columns = moved(s, key(' ', { ctrl: true }), bounds)
    expect(columns && rectangle(columns)).toEqual({ top: 0, bottom: 99, left: 1, right: 3 })
    expect(moved(s, key(' '), bounds)).toBeNull()
  })

  it('leaves other keys alone and an empty grid still', () => {
    expect(moved(null, key('x'), bounds)).toBeNull()
    expect(moved(null, key('ArrowDown'), { ...bounds, rowCount: 0 })).toBeNull()
  })
})

describe('contains', () => {
  it('works for rectangles drawn in any direction', () => {
    const s: Selection = { anchor: { row: 5, column: 3 }, focus: { row: 2, column: 1 } }
    expect(contains(s, 3, 2)).toBe(true)
    expect(contains(s, 6, 2)).toBe(false)
    expect(contains(null, 0, 0)).toBe(false)
  })
})
