import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { type DiscoveryDetail, discoveriesQuery, stopDiscovery } from '@/api/discoveries'
import { show } from '@/lib/testing/show'
import { DiscoveryPanel } from './discovery-panel'
import { discovery } from './testing'

const answers = vi.hoisted(() => ({ list: [] as unknown[], detail: {} as unknown }))

vi.mock('@/api/discoveries', async (original) => ({
  ...(await original<object>()),
  discoveriesQuery: () => ({
    queryKey: ['connections', 'discoveries'],
    queryFn: async () => answers.list,
  }),
  discoveryQuery: (id: string) => ({
    queryKey: ['connections', 'discoveries', id],
    queryFn: async () => answers.detail,
  }),
  stopDiscovery: vi.fn(async () => discovery({ state: 'stopping' })),
}))

vi.mock('@/api/connections', async (original) => ({
  ...(await original<object>()),
  connectionsQuery: () => ({
    queryKey: ['connections', 'list'],
    queryFn: async () => [{ id: 'con_1', region: 'EU', person: { id: 'per_1', name: 'Ada' } }],
  }),
}))

it('shows the last look, and what it and those before changed', async () => {
  answers.list = [
    discovery({ gone: 1 }),
    discovery({ id: 'dis_0', startedAt: '2026-03-09T12:00:00Z', person: undefined }),
  ]
  const detail: DiscoveryDetail = {
    ...discovery({ gone: 1 }),
    changes: [{ instanceId: 'ins_1', name: 'Northwind EU', kind: 'gone', facts: [] }],
  }
  answers.detail = detail
  show(<DiscoveryPanel />)
  expect(await screen.findByText(/8 instances in 2 accounts, 1 gone/)).toBeDefined()
  expect(screen.queryByText('by the program itself')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: /^What changed/ }))
  expect(await screen.findByText('Northwind EU')).toBeDefined()
  await userEvent.click(screen.getByRole('button', { name: 'Show all' }))
  expect(screen.getByText('by the program itself')).toBeDefined()
})

it('names the connection that reaches an instance', async () => {
  answers.list = [discovery({ added: 1 })]
  answers.detail = {
    ...discovery({ added: 1 }),
    changes: [
      {
        instanceId: 'ins_1',
        name: 'Northwind EU',
        kind: 'added',
        facts: [{ name: 'connectionId', after: 'con_1' }],
      },
    ],
  }
  show(<DiscoveryPanel />)
  await userEvent.click(await screen.findByRole('button', { name: /^What changed/ }))
  expect(await screen.findByText('Ada, EU')).toBeDefined()
})

it('stops one that is on', async () => {
  answers.list = [discovery({ state: 'looking' })]
  show(<DiscoveryPanel />)
  expect(discoveriesQuery().queryKey[0]).toBe('connections')
  await userEvent.click(await screen.findByRole('button', { name: /^Stop looking/ }))
  expect(stopDiscovery).toHaveBeenCalledExactlyOnceWith('dis_1')
})
