import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { give, grantKeys } from '@/api/grants'
import { type Me, meKeys } from '@/api/me'
import { type PersonEntry, peopleKeys } from '@/api/people'
import { onePage, showPage } from '@/lib/testing/show-page'
import { RoleMatrixPage } from './role-matrix-page'
import { ada, clientAdministrator, grant, owner, personEntry } from './testing'

vi.mock(import('@/api/grants'), async (original) => ({
  ...(await original()),
  give: vi.fn<typeof give>(async () => grant()),
}))

const morePeople = vi.fn<() => Promise<{ items: PersonEntry[] }>>(async () => ({
  items: everybody,
}))

vi.mock(import('@/api/people'), async (original) => {
  const real = await original()
  return {
    ...real,
    peopleQuery: (filter) => ({ ...real.peopleQuery(filter), queryFn: () => morePeople() }),
  }
})

const cy = { id: 'per_cy', name: 'Cy Dahl' }

const everybody = [
  personEntry({ ...ada, email: 'ada@agency.test', role: 'owner' }),
  personEntry(),
  personEntry({ ...cy, email: 'cy@agency.test' }),
]

function open(me: Me, search?: string) {
  const found = everybody.filter(({ email }) => !search || email.includes(search.toLowerCase()))
  showPage(
    <RoleMatrixPage client={undefined} search={search} onClient={() => {}} onSearch={() => {}} />,
    [
      [meKeys.rights, me],
      [peopleKeys.list({ search }), onePage(found)],
      [
        grantKeys.list({ people: found.map(({ id }) => id), client: undefined }),
        [
          grant({ role: 'manager', until: '2099-01-31T18:00:00Z' }),
          grant({ id: 'gra_2', person: cy, ended: true, until: '2026-03-01T12:00:00Z' }),
        ],
      ],
    ],
  )
}

it('tells roles, what is limited in time with its zone, and what has ended', async () => {
  open(owner())
  const bo = await screen.findByRole('gridcell', { name: /^Bo Lind, Fernhollow Outdoors/ })
  expect(bo.textContent).toMatch(/^Manageruntil 31 Jan 2099, \d\d:\d\d \S+$/)
  const over = screen.getByRole('gridcell', { name: /^Cy Dahl, Fernhollow Outdoors/ })
  expect(over.textContent).toMatch(/Viewer, ended 1 Mar 2026, \d\d:\d\d \S+$/)
  const owners = screen.getByRole('gridcell', { name: /^Ada Berg, Fernhollow Outdoors/ })
  expect(owners.getAttribute('aria-readonly')).toBe('true')
})

it('gives a role by keyboard alone and comes back to the cell', async () => {
  open(owner())
  const first = await screen.findByRole('gridcell', { name: /^Ada Berg, Fernhollow/ })
  first.focus()
  await userEvent.keyboard('{Enter}')
  expect(screen.queryByRole('button', { name: 'Give access' })).toBeNull()
  await userEvent.keyboard('{ArrowDown}{ArrowRight}')
  const cell = screen.getByRole('gridcell', { name: /^Bo Lind, Juniper Lane/ })
  expect(document.activeElement).toBe(cell)
  await userEvent.keyboard('{Enter}')
  await userEvent.click(await screen.findByRole('button', { name: 'Give access' }))
  expect(vi.mocked(give).mock.calls[0]?.[0]).toMatchObject({
    personId: 'per_bo',
    clientId: 'cli_juni',
    role: 'viewer',
  })
  await waitFor(() => expect(document.activeElement).toBe(cell))
})

it('lets an administrator edit the columns of their client only', async () => {
  open(clientAdministrator())
  const own = await screen.findByRole('gridcell', { name: /^Cy Dahl, Fernhollow/ })
  expect(own.getAttribute('aria-readonly')).toBe('false')
  const others = screen.getByRole('gridcell', { name: /^Cy Dahl, Juniper/ })
  expect(others.getAttribute('aria-readonly')).toBe('true')
})

it('reads what those who are shown were given, and more people when asked', async () => {
  morePeople.mockClear()
  const people = everybody.map(({ id }) => id)
  showPage(
    <RoleMatrixPage
      client={undefined}
      search={undefined}
      onClient={() => {}}
      onSearch={() => {}}
    />,
    [
      [meKeys.rights, owner()],
      [
        peopleKeys.list({ search: undefined }),
        { pages: [{ items: everybody, nextCursor: 'next' }], pageParams: [undefined] },
      ],
      [grantKeys.list({ people, client: undefined }), [grant({ role: 'manager' })]],
    ],
  )
  await screen.findByRole('gridcell', { name: /^Bo Lind, Fernhollow Outdoors: Manager/ })
  await userEvent.click(screen.getByRole('button', { name: 'Show more' }))
  await waitFor(() => expect(morePeople).toHaveBeenCalledOnce())
})

it('finds people by a part of the name or address', async () => {
  open(owner(), 'CY@')
  await screen.findByRole('gridcell', { name: /^Cy Dahl, Fernhollow/ })
  expect(screen.queryByText('Bo Lind')).toBeNull()
})
