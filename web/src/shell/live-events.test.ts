import { expect, it } from 'vitest'
import { executionsQuery, recentExecutionsQuery, rowsQuery } from '@/api/executions'
import { staleKeys } from './live-events'

const covers = (key: readonly unknown[], full: readonly unknown[]) =>
  key.every((part, index) => JSON.stringify(part) === JSON.stringify(full[index]))

it('reads the heads of lists again when an execution changes, but neither all that was scrolled through nor stored rows', () => {
  const keys = staleKeys({ kind: 'execution', id: 'e1' })
  const head = recentExecutionsQuery({ state: ['failed'] }, 100).queryKey
  expect(keys.some((key) => covers(key, head))).toBe(true)
  expect(keys.some((key) => covers(key, executionsQuery({}).queryKey))).toBe(false)
  expect(keys.some((key) => covers(key, rowsQuery('e1', 0).queryKey))).toBe(false)
})
