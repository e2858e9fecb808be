import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { disable, type PersonEntry, peopleKeys } from '@/api/people'
import { showPage } from '@/lib/testing/show-page'
import { PersonActions } from './person-actions'
import { ada, personEntry } from './testing'

vi.mock(import('@/api/people'), async (original) => ({
  ...(await original()),
  disable: vi.fn<typeof disable>(async () => ({
    handedOver: 2,
    left: 0,
    sessions: 1,
    tokens: 0,
    person: personEntry({ state: 'disabled' }),
  })),
}))

const rests = { schedules: 2, takenOver: 0, connections: 1, sharedViews: 0, approvals: 0 }

function open(person: PersonEntry, self = false) {
  showPage(<PersonActions person={person} self={self} />, [
    [peopleKeys.everybody, [personEntry({ ...ada, email: 'ada@agency.test' }), personEntry()]],
    [peopleKeys.responsibilities(person.id), rests],
    [peopleKeys.responsibilities(person.id, 'per_ada'), { ...rests, takenOver: 2 }],
  ])
}

it('disables a person in one act with handing over, and says so before', async () => {
  open(personEntry())
  const list = await screen.findByRole('list', { name: 'What rests on Bo Lind' })
  expect(list.textContent).toContain('2 schedules will pause')
  expect(list.textContent).toContain('1 connection to Amazon goes on')
  await userEvent.click(await screen.findByRole('combobox', { name: 'Hand over to' }))
  await userEvent.click(await screen.findByRole('option', { name: 'Ada Berg (ada@agency.test)' }))
  await userEvent.click(screen.getByRole('button', { name: 'Disable Bo Lind' }))
  expect(await screen.findByText(/signed out everywhere.*Ada Berg takes over 2/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Disable this person' }))
  expect(vi.mocked(disable).mock.calls[0]).toEqual(['per_bo', 'per_ada'])
})

it('offers nobody the end of their own account', async () => {
  open(personEntry(), true)
  await screen.findByText(/You cannot disable your own account/)
  expect(screen.queryByRole('button', { name: 'Disable Bo Lind' })).toBeNull()
})

it('hands over what stands still since somebody was disabled', async () => {
  vi.mocked(disable).mockClear()
  open(personEntry({ state: 'disabled' }))
  await screen.findByText(/2 schedules still rest on Bo Lind and stand still/)
  await userEvent.click(screen.getByRole('combobox', { name: 'Hand over to' }))
  await userEvent.click(await screen.findByRole('option', { name: 'Ada Berg (ada@agency.test)' }))
  await userEvent.click(screen.getByRole('button', { name: 'Hand over the schedules of Bo Lind' }))
  expect(vi.mocked(disable).mock.calls[0]).toEqual(['per_bo', 'per_ada'])
})

it('offers who is disabled only the way back', async () => {
  open(personEntry({ state: 'disabled' }))
  await screen.findByRole('button', { name: 'Enable Bo Lind' })
  expect(screen.queryByRole('button', { name: /recovery link/ })).toBeNull()
})
