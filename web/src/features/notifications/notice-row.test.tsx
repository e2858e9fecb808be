import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { markRead, settleNotice } from '@/api/notices'
import { runCommand } from '@/lib/testing/run-command'
import { show } from '@/lib/testing/show'
import { NoticeRow } from './notice-row'
import { notice } from './testing'

vi.mock(import('@tanstack/react-router'), async (original) => ({
  ...(await original()),
  // The router's own link needs its router; where it leads is all that counts here.
  Link: (({ to, ...rest }: { to: string }) => <a href={to} {...rest} />) as never,
}))

vi.mock(import('@/api/notices'), async (original) => ({
  ...(await original()),
  markRead: vi.fn<typeof markRead>(async () => notice()),
  settleNotice: vi.fn<typeof settleNotice>(async () => notice()),
}))

beforeEach(() => vi.clearAllMocks())

it('says what it is, what it concerns and what to do', () => {
  show(<NoticeRow notice={notice()} />)
  expect(screen.getByText('Urgent')).toBeTruthy()
  expect(screen.getByText('Ada, EU').getAttribute('href')).toBe('/connections')
  expect(screen.getByText('and 22 more')).toBeTruthy()
  const next = screen.getByRole('link', { name: /^Reconnect: Amazon no longer/ })
  expect(next.getAttribute('href')).toBe('/connections')
})

it('is done by nobody who may not say so', () => {
  show(<NoticeRow notice={notice({ maySettle: false })} />)
  expect(screen.getByRole('button', { name: /^Mark as read/ })).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^Done/ })).toBeNull()
})

it('is read and done by buttons and from the palette', async () => {
  show(<NoticeRow notice={notice()} />)
  await userEvent.click(screen.getByRole('button', { name: /^Mark as read/ }))
  expect(markRead).toHaveBeenCalledExactlyOnceWith('ntc_1', true)
  runCommand('Done: Amazon no longer accepts the connection of Ada (EU)')
  await vi.waitFor(() => expect(settleNotice).toHaveBeenCalledExactlyOnceWith('ntc_1'))
})

it('offers nothing once it is resolved', () => {
  show(<NoticeRow notice={notice({ resolvedAt: '2026-03-10T13:00:00Z' })} />)
  expect(screen.queryByRole('button')).toBeNull()
  expect(screen.getByText(/resolved by itself/)).toBeTruthy()
})
