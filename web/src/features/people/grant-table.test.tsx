import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { changeGrant, endGrant, type Grant } from '@/api/grants'
import { type Me, meKeys } from '@/api/me'
import { showPage } from '@/lib/testing/show-page'
import { GrantTable } from './grant-table'
import { clientAdministrator, grant, juniper, owner } from './testing'

vi.mock(import('@/api/grants'), async (original) => ({
  ...(await original()),
  changeGrant: vi.fn<typeof changeGrant>(async () => grant()),
  endGrant: vi.fn<typeof endGrant>(async () => undefined),
}))

function open(me: Me, grants: Grant[]) {
  showPage(<GrantTable grants={grants} of="person" />, [[meKeys.rights, me]])
}

it('ends a grant once that was confirmed', async () => {
  open(owner(), [grant()])
  await userEvent.click(
    await screen.findByRole('button', { name: 'End the access to Fernhollow Outdoors' }),
  )
  expect(vi.mocked(endGrant)).not.toHaveBeenCalled()
  await userEvent.click(await screen.findByRole('button', { name: 'End this access' }))
  expect(vi.mocked(endGrant).mock.calls[0]?.[0]).toBe('gra_1')
})

it('changes role, end and reason in place', async () => {
  open(owner(), [grant({ until: '2099-01-01T10:00:00Z' })])
  await userEvent.click(
    await screen.findByRole('button', { name: 'Change the access to Fernhollow Outdoors' }),
  )
  await userEvent.clear(screen.getByLabelText('Until'))
  await userEvent.type(screen.getByLabelText('Why'), 'for good')
  await userEvent.click(screen.getByRole('button', { name: 'Save access' }))
  expect(vi.mocked(changeGrant).mock.calls[0]?.[1]).toEqual({
    role: 'viewer',
    until: undefined,
    reason: 'for good',
  })
})

it('lets administrators change their client only, and a group’s grants on the group', async () => {
  const grants = [
    grant(),
    grant({ id: 'gra_2', client: juniper }),
    grant({ id: 'gra_3', person: undefined, group: { id: 'grp_1', name: 'Media team' } }),
  ]
  open(clientAdministrator(), grants)
  await screen.findByRole('button', { name: 'End the access to Fernhollow Outdoors' })
  expect(screen.getAllByRole('button', { name: /^End the access to/ })).toHaveLength(1)
  expect(screen.getByRole('link', { name: 'Media team' })).toBeTruthy()
})

it('marks what has ended, and offers to renew it', async () => {
  open(owner(), [grant({ ended: true, until: '2026-03-01T12:00:00Z' })])
  expect(await screen.findByText(/^ended 1 Mar 2026, \d\d:\d\d \S+/)).toBeTruthy()
  expect(await screen.findByText('Renew')).toBeTruthy()
})
