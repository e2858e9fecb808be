import { expect, it } from 'vitest'
import { actWords, filterWords } from './view-words'

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

const money = { shift: 8, write: (value: string) => `€${value}` }

it('says a value as the grid shows it', () => {
  const filter = { column: 'c0', op: 'in' as const, values: ['7'] }
  expect(filterWords(filter, 'cost', money)).toBe('cost is €7')
})

it('says a range of money in the currency', () => {
  const filter = { column: 'c0', op: 'range' as const, from: '150000000000' }
  expect(filterWords(filter, 'cost', money)).toBe('cost from 1,500')
})
