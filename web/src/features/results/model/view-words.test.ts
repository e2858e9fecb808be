import { expect, it } from 'vitest'
import { actWords, filterWords, groupWords } from './view-words'

const cost = { name: 'cpm', expression: 'cost / impressions' }
const sort = [{ column: 'c0' }]
const filters = [{ column: 'c0', op: 'null' as const }]

it.each([
  [{}, 'Reading'],
  [{ computed: [cost] }, 'Computing'],
  [{ computed: [cost], sort }, 'Sorting'],
  [{ filters }, 'Filtering'],
  [{ filters, sort }, 'Filtering and sorting'],
  [{ filters, group: { by: ['c0'], aggregates: [{ function: 'count' as const }] } }, 'Grouping'],
])('says what is done to build %j', (view, words) => {
  expect(actWords(view)).toBe(words)
})

const money = { shift: 8, unit: 'EUR', write: (value: string) => `€${value}`, saysUnit: true }

it('says a value as the grid shows it', () => {
  const filter = { column: 'c0', op: 'in' as const, values: ['7'] }
  expect(filterWords(filter, 'cost', money)).toBe('cost is €7')
  const microcents = { shift: 0, unit: 'microcents', write: (v: string) => v, saysUnit: false }
  expect(filterWords(filter, 'cost', microcents)).toBe('cost is 7 microcents')
})

it('says a range of money in the currency', () => {
  const filter = { column: 'c0', op: 'range' as const, from: '150000000000' }
  expect(filterWords(filter, 'cost', money)).toBe('cost from 1,500 EUR')
  expect(filterWords(filter, 'cost', { ...money, unit: 'currency' })).toBe(
    'cost from 1,500 currency',
  )
})

it('says a range of instants in the zone that they are shown in', () => {
  const zone = 'Europe/Berlin'
  const shown = { shift: 0, unit: zone, zone, write: (value: string) => value, saysUnit: true }
  const days = { from: '2026-10-02T22:00:00Z', to: '2026-10-04T22:00:00Z', toExcluded: true }
  const filter = { column: 'c0', op: 'range' as const, ...days }
  expect(filterWords(filter, 'hour', shown)).toBe(
    'hour from 2026-10-03 up to 2026-10-04 Europe/Berlin',
  )
  expect(filterWords({ ...filter, to: '2026-10-03T22:00:00Z' }, 'hour', shown)).toBe(
    'hour is 2026-10-03 Europe/Berlin',
  )
  const inUtc = { ...shown, unit: 'UTC', zone: 'UTC' }
  expect(filterWords({ ...filter, to: undefined }, 'hour', inUtc)).toBe(
    'hour from 2026-10-02 22:00:00 UTC',
  )
})

it('says what a view is grouped by, and what else it makes', () => {
  const nameOf = (id: string) => ({ c0: 'campaign', c1: 'device' })[id] ?? id
  expect(groupWords({ by: ['c0'], subtotals: true, pivot: 'c1' }, nameOf)).toBe(
    'Grouped by campaign, with subtotals, device as columns',
  )
  expect(groupWords({}, nameOf)).toBe('Grouped by nothing')
})
