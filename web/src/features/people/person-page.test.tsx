import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { grantKeys } from '@/api/grants'
import { groupKeys } from '@/api/groups'
import { meKeys } from '@/api/me'
import { type PersonEntry, peopleKeys } from '@/api/people'
import { showPage } from '@/lib/testing/show-page'
import { PersonPage } from './person-page'
import { ada, owner, personEntry } from './testing'

function open(person: PersonEntry) {
  showPage(<PersonPage id={person.id} />, [
    [meKeys.rights, owner()],
    [peopleKeys.detail(person.id), person],
    [peopleKeys.everybody, [personEntry({ ...ada, email: 'ada@agency.test' }), person]],
    [peopleKeys.sessions(person.id), []],
    [peopleKeys.tokens(person.id), []],
    [grantKeys.list({ person: person.id }), []],
    [grantKeys.preview(person.id), { clients: [] }],
    [groupKeys.all, []],
  ])
}

it('tells what a person sees', async () => {
  open(personEntry())
  await screen.findByText('What Bo Lind sees')
})

it('does not ask what somebody sees who is disabled', async () => {
  open(personEntry({ state: 'disabled', disabledAt: '2026-04-01T12:00:00Z' }))
  await screen.findByText(/Whoever is disabled is given nothing/)
  expect(screen.queryByText('What Bo Lind sees')).toBeNull()
})
