import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { removeChannel, tryChannel } from '@/api/notices'
import { runCommand } from '@/lib/testing/run-command'
import { show } from '@/lib/testing/show'
import { ChannelCard } from './channel-card'
import { channel } from './testing'

vi.mock(import('@/api/notices'), async (original) => ({
  ...(await original()),
  removeChannel: vi.fn<typeof removeChannel>(async () => undefined),
  tryChannel: vi.fn<typeof tryChannel>(),
}))

beforeEach(() => vi.clearAllMocks())

it('says what came of a test', async () => {
  vi.mocked(tryChannel).mockResolvedValueOnce({ arrived: true, durationMs: 87 })
  show(<ChannelCard channel={channel()} onEdit={() => undefined} />)
  await userEvent.click(screen.getByRole('button', { name: 'Test Ops' }))
  expect((await screen.findByRole('status')).textContent).toContain('arrived after 87 ms')
  vi.mocked(tryChannel).mockResolvedValueOnce({
    arrived: false,
    durationMs: 5,
    problem: { code: 'channel.status_404', message: 'It answered 404.', next: 'Make a new one.' },
  })
  runCommand('Test Ops')
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain('It answered 404.')
  expect(alert.textContent).toContain('Make a new one.')
})

it('tells the last failure in words, and what it takes', () => {
  const failing = channel({
    state: 'failing',
    severities: ['urgent', 'warning'],
    kinds: ['budget'],
    clientIds: ['c1', 'c2'],
    quiet: { from: '22:00', until: '07:00', zone: 'Europe/Berlin', urgentPasses: true },
    failure: { code: 'channel.timeout', message: 'The receiver did not answer in time.' },
  })
  show(<ChannelCard channel={failing} onEdit={() => undefined} />)
  expect(screen.getByRole('alert').textContent).toContain('did not answer in time')
  expect(screen.getByText('Failing')).toBeTruthy()
  expect(screen.getByText('Urgent, Warning · Budgets · 2 clients')).toBeTruthy()
  expect(screen.getByText('22:00–07:00, Europe/Berlin; urgent passes')).toBeTruthy()
})

it('asks before it removes', async () => {
  show(<ChannelCard channel={channel()} onEdit={() => undefined} />)
  runCommand('Remove Ops')
  const confirm = await screen.findByRole('button', { name: 'Remove' })
  expect(removeChannel).not.toHaveBeenCalled()
  await userEvent.click(confirm)
  expect(removeChannel).toHaveBeenCalledOnce()
})
