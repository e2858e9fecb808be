import { expect, it } from 'vitest'
import type { Lineage } from '@/api/sql'
import { sourcesOf, stepsOf } from './lineage'

// SELECT SUM(CASE WHEN hour > 12 THEN spend END) AS late, t.late_copy FROM t …
const lineage: Lineage = {
  outputs: [0, 4],
  columns: [
    {
      name: 'late',
      table: '',
      how: 'aggregate',
      expression: 'SUM(t.amount)',
      from: [{ column: 1, part: 'value' }],
    },
    {
      name: 'amount',
      table: 't',
      how: 'expression',
      from: [
        { column: 2, part: 'value' },
        { column: 3, part: 'condition' },
      ],
    },
    { name: 'spend', table: 'clicks', how: 'source', type: 'LONG', class: 'LOW', from: [] },
    { name: 'hour', table: 'clicks', how: 'source', type: 'INTEGER', class: 'LOW', from: [] },
    {
      name: 'twice',
      table: '',
      how: 'expression',
      from: [
        { column: 1, part: 'value' },
        { column: 1, part: 'window' },
      ],
    },
  ],
}

it('names the sources, and which of them only decide', () => {
  expect(sourcesOf(lineage, 0)).toEqual([
    { table: 'clicks', name: 'spend', type: 'LONG', class: 'LOW', decides: false },
    { table: 'clicks', name: 'hour', type: 'INTEGER', class: 'LOW', decides: true },
  ])
})

it('tells each step once', () => {
  const [first, second] = stepsOf(lineage, 4)
  expect(first?.column.name).toBe('amount')
  expect(first?.from.map(({ column }) => column.name)).toEqual(['spend', 'hour'])
  expect(second).toMatchObject({ part: 'window', from: [] })
})

it('has nothing to tell of what does not exist', () => {
  expect(sourcesOf({ outputs: [], columns: [] }, 0)).toEqual([])
})
