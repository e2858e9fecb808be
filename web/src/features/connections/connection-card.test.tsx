import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { type Connection, disconnect, discover } from '@/api/connections'
import { runCommand } from '@/lib/testing/run-command'
import { show } from '@/lib/testing/show'
import { ConnectionCard } from './connection-card'

vi.mock(import('@/api/connections'), async (original) => ({
  ...(await original()),
  disconnect: vi.fn<typeof disconnect>(async () => undefined),
  discover: vi.fn<typeof discover>(async () => ({
    id: 'dis_1',
    region: 'EU',
    state: 'complete',
    accounts: 1,
    instances: 2,
    added: 0,
    changed: 0,
    returned: 0,
    gone: 0,
    startedAt: '2026-03-10T12:00:00Z',
  })),
}))

const connection: Connection = {
  id: 'con_1',
  accounts: [],
  createdAt: '2026-03-10T12:00:00Z',
  person: { id: 'per_1', name: 'Ada' },
  region: 'EU',
  state: 'healthy',
}

beforeEach(() => vi.clearAllMocks())

it('asks from the palette before it disconnects', async () => {
  show(<ConnectionCard connection={connection} fresh={false} />)
  runCommand('Disconnect Europe (Ada)')
  const confirm = await screen.findByRole('button', { name: 'Disconnect' })
  expect(disconnect).not.toHaveBeenCalled()
  await userEvent.click(confirm)
  expect(disconnect).toHaveBeenCalledExactlyOnceWith('con_1')
})

it('looks for instances from the palette', async () => {
  show(<ConnectionCard connection={connection} fresh={false} />)
  runCommand('Discover instances of Europe (Ada)')
  expect((await screen.findByRole('status')).textContent).toContain('Found 2 instances')
  expect(discover).toHaveBeenCalledExactlyOnceWith('con_1')
})

it('tells of a lost consent once, with what waits for it, however often it is met', async () => {
  const message = 'Amazon no longer accepts this connection.'
  vi.mocked(discover).mockRejectedValueOnce(new Error(message))
  const problem = { code: 'connection.needs_reconnect', message, next: 'Reconnect to Amazon.' }
  const discoveryProblem = { code: 'connection.discovery_failed', message, next: 'Look again.' }
  const lost: Connection = { ...connection, state: 'needs_reconnect', problem, discoveryProblem }
  show(<ConnectionCard connection={lost} fresh={false} />)
  await userEvent.click(screen.getByRole('button', { name: /Discover/ }))
  await vi.waitFor(() => expect(discover).toHaveBeenCalledOnce())
  expect(await screen.findAllByText(message)).toHaveLength(1)
  expect(screen.getByRole('alert').textContent).toContain('waits until somebody consents again')
})

it('names one cause and one next step while it needs a consent', () => {
  const problem = {
    code: 'amazon.consent',
    message: 'Amazon no longer accepts it.',
    next: 'Reconnect.',
  }
  const discoveryProblem = { ...problem, next: 'Look again in a few minutes.' }
  const lost: Connection = { ...connection, state: 'needs_reconnect', problem, discoveryProblem }
  show(<ConnectionCard connection={lost} fresh={false} />)
  expect(screen.getByText('Reconnect.')).toBeDefined()
  expect(screen.queryByText(/Look again/)).toBeNull()
})

it('tells why looking did not work while the consent holds', () => {
  const discoveryProblem = { code: 'amazon.down', message: 'Amazon was down.', next: 'Look again.' }
  show(<ConnectionCard connection={{ ...connection, discoveryProblem }} fresh={false} />)
  expect(screen.getByText('Amazon was down. Look again.')).toBeDefined()
})
