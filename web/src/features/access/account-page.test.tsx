import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import {
  changePassword,
  endOtherSessions,
  endOwnSession,
  type Me,
  meKeys,
  type SessionEntry,
} from '@/api/me'
import { showPage } from '@/lib/testing/show-page'
import { AccountPage } from './account-page'

const client = { id: 'cli_1', name: 'Fernhollow Outdoors', color: '#1d7a43' }
const none = {
  all: false,
  organise: false,
  readPeople: false,
  readAudit: false,
  see: true,
  run: false,
  write: false,
  manage: false,
  administer: false,
}
const me: Me = {
  person: { id: 'per_1', name: 'Bo Lind', email: 'bo@agency.test', role: 'member' },
  rights: none,
  clients: [{ client, instances: [{ id: 'ins_1', name: 'Fernhollow US', role: 'runner' }] }],
  endsAt: '2099-01-31T18:00:00Z',
}
const here: SessionEntry = {
  id: 'ses_1',
  current: true,
  origin: '192.0.2.1',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
  expiresAt: '2026-03-17T12:00:00Z',
}
const there = { ...here, id: 'ses_2', current: false, origin: '192.0.2.2' }

vi.mock(import('@/api/me'), async (original) => ({
  ...(await original()),
  endOwnSession: vi.fn<typeof endOwnSession>(async () => undefined),
  endOtherSessions: vi.fn<typeof endOtherSessions>(async () => ({ ended: 1 })),
  changePassword: vi.fn<typeof changePassword>(async () => ({ ended: 2 })),
}))

function open() {
  showPage(<AccountPage />, [
    [meKeys.rights, me],
    [meKeys.sessions, [here, there]],
  ])
}

it('tells what one may do, where, and when some of it ends', async () => {
  open()
  const row = (await screen.findByText('Fernhollow US')).closest('tr')
  expect(row?.textContent).toContain('run saved queries')
  expect(screen.getByText(/^Some of it ends on 31 Jan 2099/)).toBeTruthy()
})

it('ends another session but never offers to end this one', async () => {
  open()
  const end = await screen.findByRole('button', {
    name: 'End the session Firefox on Linux 192.0.2.2',
  })
  expect(screen.getAllByRole('button', { name: /^End the session/ })).toHaveLength(1)
  await userEvent.click(end)
  await userEvent.click(await screen.findByRole('button', { name: 'End this session' }))
  expect(vi.mocked(endOwnSession).mock.calls[0]?.[0]).toBe('ses_2')
})

it('ends all others at once', async () => {
  open()
  await userEvent.click(await screen.findByRole('button', { name: 'End all others' }))
  await userEvent.click(
    await screen.findAllByRole('button', { name: 'End all others' }).then(([, confirm]) => {
      if (!confirm) throw new Error('nothing to confirm')
      return confirm
    }),
  )
  expect(vi.mocked(endOtherSessions)).toHaveBeenCalledTimes(1)
  expect(await screen.findByText('1 other session ended.')).toBeTruthy()
})

it('changes the password and says which field is refused', async () => {
  vi.mocked(changePassword).mockRejectedValueOnce(
    new ApiError(422, {
      detail: 'no',
      errors: [{ pointer: '/password', message: 'is one of those that attackers try first' }],
    }),
  )
  open()
  await userEvent.type(await screen.findByLabelText('Present password'), 'correct horse battery')
  await userEvent.type(screen.getByLabelText('New password'), 'Password2026!')
  const change = screen.getByRole('button', { name: 'Change the password' })
  await userEvent.click(change)
  expect(await screen.findByText('is one of those that attackers try first')).toBeTruthy()
  await userEvent.click(change)
  expect(await screen.findByText(/2 other sessions ended/)).toBeTruthy()
  expect(vi.mocked(changePassword).mock.calls.at(-1)?.[0]).toEqual({
    currentPassword: 'correct horse battery',
    password: 'Password2026!',
  })
})
