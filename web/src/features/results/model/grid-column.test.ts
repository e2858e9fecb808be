import { expect, it } from 'vitest'
import type { ResultViewColumn } from '@/api/executions'
import { titled } from './grid-column'

const column: ResultViewColumn = {
  id: 'a0',
  name: 'cost',
  type: 'LONG',
  stored: 'integer',
  metric: true,
  key: false,
  computed: false,
}

it.each([
  [{ aggregate: 'sum', source: 'c1' }, 'sum of cost'],
  [{ aggregate: 'count', name: '' }, 'count of rows'],
  [{ aggregate: 'mean', source: 'c1', pivot: { value: 'US' } }, 'US · mean cost'],
  [{ aggregate: 'count', pivot: { value: null } }, 'NULL · count of rows'],
  [{ key: true }, 'cost'],
] as const)('calls %j "%s"', (part, name) => {
  expect(titled({ ...column, ...part }, () => 'cost').name).toBe(name)
})
