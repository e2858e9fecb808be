import { expect, it } from 'vitest'
import { dependentsOf, withComputed, withoutComputed } from './computed'

const computed = [
  { name: 'cpc', expression: 'cost / clicks' },
  { name: 'twice', expression: '"CPC" * 2' },
  { name: 'apart', expression: "concat('cpc', campaign)" },
  { name: 'more', expression: '#x1 + 1' },
  { name: 'round', expression: 'round(cost)' },
  { name: 'last', expression: 'length(apart) + #x4' },
]

it('finds what needs a computed column, also by way of others', () => {
  expect(dependentsOf(computed, 0)).toEqual([1, 3])
  expect(dependentsOf(computed, 2)).toEqual([5])
  expect(dependentsOf(computed, 3)).toEqual([])
})

it('takes a function for no column of its name', () => {
  expect(
    dependentsOf(
      [
        { name: 'round', expression: '1' },
        { name: 'b', expression: 'round(2)' },
      ],
      0,
    ),
  ).toEqual([])
})

it('takes a column away with what needs it, and names the others anew', () => {
  const view = {
    computed,
    filters: [
      { column: 'x3', op: 'null' as const },
      { column: 'x4', op: 'null' as const },
      { column: 'c1', op: 'null' as const },
    ],
    sort: [{ column: 'x5' }, { column: 'x0' }],
  }
  const left = withoutComputed(view, 0)
  expect(left.computed).toEqual([
    computed[2],
    computed[4],
    { name: 'last', expression: 'length(apart) + #x1' },
  ])
  expect(left.filters).toEqual([
    { column: 'x1', op: 'null' },
    { column: 'c1', op: 'null' },
  ])
  expect(left.sort).toEqual([{ column: 'x2' }])
})

it('keeps of a group what does not need it', () => {
  const group = {
    by: ['x0', 'c0'],
    aggregates: [{ function: 'sum' as const, column: 'x1' }, { function: 'count' as const }],
    pivot: 'x0',
  }
  const view = { computed: computed.slice(0, 2), group, sort: [{ column: 'k1' }] }
  const left = withoutComputed(view, 0)
  expect(left.group).toEqual({ by: ['c0'], aggregates: [{ function: 'count' }] })
  expect(left.sort).toEqual([])
  const other = withoutComputed(
    { ...view, computed, group: { by: ['c0'] }, sort: [{ column: 'k0' }] },
    0,
  )
  expect(other.sort).toEqual([{ column: 'k0' }])
})

it('adds a column, and changes one so that the others still find it', () => {
  const column = { name: 'cost per click', expression: 'cost / clicks' }
  expect(withComputed({}, 0, column)).toEqual({ computed: [column] })
  const view = { computed, filters: [{ column: 'x0', op: 'null' as const }] }
  const next = withComputed(view, 0, column)
  expect(next.computed?.map(({ expression }) => expression)).toEqual([
    'cost / clicks',
    '"cost per click" * 2',
    "concat('cpc', campaign)",
    '#x1 + 1',
    'round(cost)',
    'length(apart) + #x4',
  ])
  expect(next.filters).toEqual(view.filters)
  expect(withComputed(view, 0, { name: 'cpc', expression: '1' }).computed?.[1]).toEqual(computed[1])
})
