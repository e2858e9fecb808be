import { expect, it } from 'vitest'
import { executionsQuery, rowsQuery } from '@/api/executions'
import { staleKeys } from './live-events'

const covers = (key: readonly unknown[], full: readonly unknown[]) =>
  key.every((part, index) => JSON.stringify(part) === JSON.stringify(full[index]))

it('reads the lists again when an execution changes, but never stored rows', () => {
  const keys = staleKeys({ kind: 'execution', id: 'e1' })
  expect(keys.some((key) => covers(key, executionsQuery({ state: ['failed'] }).queryKey))).toBe(
    true,
  )
  expect(keys.some((key) => covers(key, rowsQuery('e1', 0).queryKey))).toBe(false)
})
