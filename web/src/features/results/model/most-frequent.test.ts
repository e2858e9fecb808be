import { expect, it } from 'vitest'
import { mostFrequent } from './most-frequent'

it('counts the values of a column in the whole result, whatever the view leaves out', () => {
  const computed = [{ name: 'a', expression: 'b' }]
  const view = {
    computed,
    filters: [{ column: 'c1', op: 'null' as const }],
    sort: [{ column: 'c1' }],
  }
  expect(JSON.parse(mostFrequent(view, 'x0', '  '))).toEqual({
    computed,
    group: { by: ['x0'], aggregates: [{ function: 'count' }] },
    sort: [{ column: 'a0', descending: true }],
  })
  expect(JSON.parse(mostFrequent({}, 'c0', ' Phone ')).filters).toEqual([
    { column: 'c0', op: 'contains', text: 'Phone', ignoreCase: true },
  ])
})
