import { describe, expect, it } from 'vitest'
import { z } from '@/lib/zod'
import {
  filterBy,
  filteredColumn,
  groupBy,
  sortBy,
  sortOf,
  turnSort,
  type View,
  viewText,
  withoutFilter,
} from './view'
import { resultSearch, tidy } from './view-search'
import { filterWords } from './view-words'

describe('sorting', () => {
  it('turns from ascending over descending to as stored', () => {
    const once = turnSort({}, 'c1', false)
    expect(sortOf(once, 'c1')).toEqual({ direction: 'ascending', place: 1 })
    const twice = turnSort(once, 'c1', false)
    expect(sortOf(twice, 'c1')).toEqual({ direction: 'descending', place: 1 })
    expect(viewText(turnSort(twice, 'c1', false))).toBe('')
  })

  it('adds to the order what is pressed with shift, and keeps the place of what is in it', () => {
    const two = turnSort(turnSort({}, 'c1', false), 'c0', true)
    expect(two.sort).toEqual([{ column: 'c1' }, { column: 'c0' }])
    expect(turnSort(two, 'c1', true).sort).toEqual([
      { column: 'c1', descending: true },
      { column: 'c0' },
    ])
    expect(sortBy(two, 'c1', null, true).sort).toEqual([{ column: 'c0' }])
    expect(turnSort(two, 'c2', false).sort).toEqual([{ column: 'c2' }])
  })
})

describe('filters', () => {
  const reach = { column: 'c1', op: 'range', from: '10' } as const
  const names = { column: 'c0', op: 'contains', text: 'spring' } as const

  it('replaces those of the same column and leaves the others', () => {
    const both = filterBy(filterBy({}, 'c1', reach), 'c0', names)
    expect(filterBy(both, 'c1', { ...reach, from: '20' }).filters).toEqual([
      names,
      { ...reach, from: '20' },
    ])
    expect(filterBy(both, 'c1', null).filters).toEqual([names])
    expect(withoutFilter(both, 1).filters).toEqual([reach])
  })

  it.each([
    [reach, 'x from 10'],
    [{ ...reach, to: '20000' }, 'x from 10 up to 20,000'],
    [{ ...reach, to: '10' }, 'x is 10'],
    [{ ...reach, fromExcluded: true }, 'x above 10'],
    [names, 'x contains “spring”'],
    [{ ...names, not: true }, 'x does not contain “spring”'],
    [{ column: 'c0', op: 'null' }, 'x is NULL'],
    [{ column: 'c0', op: 'null', not: true }, 'x is not NULL'],
    [{ column: 'c0', op: 'in', values: [null] }, 'x is NULL'],
    [{ column: 'c0', op: 'in', values: ['a', null], not: true }, 'x is not a or NULL'],
    [{ column: 'c0', op: 'in', values: ['a', 'b', '', 'd'], not: true }, 'x is none of 4 values'],
    [{ column: 'c0', op: 'in', values: ['a'.repeat(40), 'b'.repeat(40)] }, 'x is one of 2 values'],
  ] as const)('says %j as %s', (filter, words) => {
    expect(
      filterWords({ ...filter, values: 'values' in filter ? [...filter.values] : undefined }, 'x'),
    ).toBe(words)
  })
})

describe('groups and computed columns', () => {
  const sorted: View = { sort: [{ column: 'c0' }] }

  it('forgets an order of columns that are gone', () => {
    expect(groupBy(sorted, { by: ['c0'] })).toEqual({ group: { by: ['c0'] }, sort: [] })
  })

  it('filters the rows of a group by its key, and none by an aggregate', () => {
    const view: View = { group: { by: ['c3'] } }
    expect(filteredColumn(view, { id: 'k0', key: true, source: 'c3' })).toBe('c3')
    expect(filteredColumn(view, { id: 'a0', key: false, source: 'c1' })).toBeUndefined()
    expect(filteredColumn({}, { id: 'c1', key: false })).toBe('c1')
  })
})

describe('the address', () => {
  const search = z.object(resultSearch)
  const view: View = {
    computed: [{ name: 'cpm', expression: 'cost / impressions' }],
    filters: [{ column: 'c0', op: 'in', values: ['a', null], not: true }],
    group: { by: ['c0'], aggregates: [{ function: 'sum', column: 'c1' }], subtotals: true },
    sort: [{ column: 'a0', descending: true }],
  }

  it('keeps a view whole', () => {
    expect(search.parse({ view })).toEqual({ view })
    expect(JSON.parse(viewText(view))).toEqual(view)
  })

  it('takes what is no view for none', () => {
    expect(search.parse({ view: 'nonsense' }).view).toBeUndefined()
    expect(search.parse({ view: { sort: [{}] } }).view).toBeUndefined()
  })

  it('says nothing of a view of everything', () => {
    expect(tidy({ view: { filters: [], sort: [] } })).toEqual({ view: undefined })
    expect(tidy({ view })).toEqual({ view })
  })
})
