import { expect, it } from 'vitest'
import { actWords } from './view-words'

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
