import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { type Instance, servedInstancesQuery } from './instances'

test('instances of a client that leaves are not offered to work for', () => {
  const stays = { id: 'a' } as Instance
  const leaves = { id: 'b', offBoardedAt: '2026-10-01T00:00:00Z' } as Instance
  const { queryKey, select } = servedInstancesQuery()
  const client = new QueryClient()
  client.setQueryData(queryKey, [stays, leaves])
  expect(select?.(client.getQueryData(queryKey) ?? [])).toEqual([stays])
})
