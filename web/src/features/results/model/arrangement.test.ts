import { describe, expect, it } from 'vitest'
import type { ResultViewColumn } from '@/api/executions'
import {
  arrange,
  format,
  hide,
  isPlain,
  type Layout,
  move,
  ofRows,
  pin,
  resize,
  show,
  unpin,
} from './arrangement'

const columns = ['c0', 'c1', 'c2', 'c3'].map(
  (id): ResultViewColumn => ({
    id,
    name: id,
    type: 'STRING',
    stored: 'text',
    metric: false,
    key: false,
    computed: false,
  }),
)
const ids = (layout: Layout) => arrange(columns, layout).columns.map(({ id }) => id)

describe('the arrangement of columns', () => {
  it('leaves them as they came', () => {
    expect(ids({})).toEqual(['c0', 'c1', 'c2', 'c3'])
    expect(isPlain({})).toBe(true)
  })

  it('keeps how a column is written, and forgets it', () => {
    const money = format({}, 'c1', { as: 'money', currency: 'EUR' })
    expect(money).toEqual({ formats: { c1: { as: 'money', currency: 'EUR' } } })
    expect(isPlain(money)).toBe(false)
    expect(isPlain(format(money, 'c1', undefined))).toBe(true)
    expect(isPlain({ zone: 'Europe/Berlin' })).toBe(false)
  })

  it('forgets of groups what was laid out, and keeps it of rows', () => {
    const money = { as: 'money' as const }
    const both = { widths: { c1: 90, a0: 80 }, formats: { a0: money, c1: money }, hidden: ['k0'] }
    const left = { widths: { c1: 90 }, formats: { c1: money }, hidden: [] }
    expect(ofRows({ ...both, order: ['a0', 'k0'], zone: 'UTC' })).toEqual({ ...left, zone: 'UTC' })
  })

  it('hides and shows', () => {
    const without = hide({}, 'c1')
    expect(ids(without)).toEqual(['c0', 'c2', 'c3'])
    expect(arrange(columns, without).hidden.map(({ id }) => id)).toEqual(['c1'])
    expect(ids(show(without, 'c1'))).toEqual(['c0', 'c1', 'c2', 'c3'])
    expect(isPlain(show(without, 'c1'))).toBe(true)
  })

  it('pins at the left in the order of pinning', () => {
    const two = pin(pin({}, 'c3'), 'c1')
    expect(ids(two)).toEqual(['c3', 'c1', 'c0', 'c2'])
    expect(arrange(columns, two).pinned).toBe(2)
    expect(arrange(columns, hide(two, 'c3')).pinned).toBe(1)
    expect(ids(unpin(two, 'c3'))).toEqual(['c1', 'c0', 'c2', 'c3'])
  })

  it('moves within the pinned and within the others', () => {
    expect(ids(move(columns, {}, 'c0', 2))).toEqual(['c1', 'c2', 'c0', 'c3'])
    expect(ids(move(columns, {}, 'c3', -5))).toEqual(['c3', 'c0', 'c1', 'c2'])
    const pinned = pin(pin({}, 'c0'), 'c1')
    expect(ids(move(columns, pinned, 'c0', 3))).toEqual(['c1', 'c0', 'c2', 'c3'])
    expect(ids(move(columns, pinned, 'c3', 0))).toEqual(['c0', 'c1', 'c3', 'c2'])
  })

  it('knows numbers of columns among those of the rows wherever they stand', () => {
    expect(arrange(columns, pin({}, 'c2')).columns[0]?.index).toBe(2)
  })

  it('passes over ids that the view does not have', () => {
    expect(ids({ order: ['x9', 'c2'], pinned: ['x8'], hidden: ['x7'] })).toEqual([
      'c2',
      'c0',
      'c1',
      'c3',
    ])
  })

  it('keeps widths in whole pixels', () => {
    expect(resize({}, 'c1', 120.4).widths).toEqual({ c1: 120 })
  })
})
