import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { groupKeys } from '@/api/groups'
import { type Me, meKeys } from '@/api/me'
import { invite, peopleKeys } from '@/api/people'
import { onePage, showPage } from '@/lib/testing/show-page'
import { PeoplePage } from './people-page'
import { clientAdministrator, member, owner, personEntry } from './testing'

vi.mock(import('@/api/people'), async (original) => ({
  ...(await original()),
  invite: vi.fn<typeof invite>(),
}))

function open(me: Me, inviting = false) {
  const bo = personEntry({ grants: 2, groups: [{ id: 'grp_1', name: 'Media team' }] })
  showPage(<PeoplePage filter={{}} inviting={inviting} onFilter={() => {}} onInvite={() => {}} />, [
    [meKeys.rights, me],
    [peopleKeys.list({}), onePage([bo])],
    [peopleKeys.invitations, []],
    [groupKeys.all, []],
  ])
}

it('tells of each person the role, the groups, the access and when they were seen', async () => {
  open(owner())
  const row = (await screen.findByText('Bo Lind')).closest('tr')
  expect(row?.textContent).toContain('Member')
  expect(row?.textContent).toContain('Media team')
  expect(row?.textContent).toContain('2 grants')
  expect(row?.textContent).toContain('never')
  expect(screen.getByRole('button', { name: 'Invite a person' })).toBeTruthy()
})

it('offers no invitation to who may not give one', async () => {
  open(clientAdministrator(), true)
  await screen.findByText('Bo Lind')
  expect(screen.queryByRole('button', { name: 'Invite a person' })).toBeNull()
  expect(screen.queryByRole('textbox', { name: 'Email' })).toBeNull()
})

it('explains itself to who may not read people, and asks nothing', async () => {
  open(member())
  await screen.findByText('This is for those who give access')
  expect(screen.queryByText('Bo Lind')).toBeNull()
})

it('shows the link of an invitation once', async () => {
  vi.mocked(invite).mockResolvedValueOnce({
    link: 'https://app.test/welcome#token=secret',
    invitation: {
      id: 'inv_1',
      kind: 'invitation',
      person: { id: 'per_cy', name: 'Cy Dahl' },
      email: 'cy@agency.test',
      role: 'member',
      createdBy: { id: 'per_ada', name: 'Ada Berg' },
      createdAt: '2026-03-10T12:00:00Z',
      expiresAt: '2026-03-17T12:00:00Z',
      expired: false,
    },
  })
  open(owner(), true)
  await userEvent.type(await screen.findByRole('textbox', { name: 'Email' }), 'cy@agency.test')
  await userEvent.click(screen.getByRole('button', { name: 'Make the link' }))
  expect(await screen.findByText('https://app.test/welcome#token=secret')).toBeTruthy()
  expect(vi.mocked(invite).mock.calls[0]?.[0]).toMatchObject({
    email: 'cy@agency.test',
    role: 'member',
    grants: [],
  })
  await userEvent.click(screen.getByRole('button', { name: 'Invite another person' }))
  expect(screen.queryByText('https://app.test/welcome#token=secret')).toBeNull()
})
