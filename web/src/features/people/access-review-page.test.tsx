import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { type AccessEntry, grantKeys, reviewFile } from '@/api/grants'
import { meKeys } from '@/api/me'
import { peopleKeys } from '@/api/people'
import { saveFile } from '@/lib/save-file'
import { showPage } from '@/lib/testing/show-page'
import { AccessReviewPage, type Question } from './access-review-page'
import { ada, bo, fern, fernUs, owner, personEntry } from './testing'

const instance = { ...fernUs, amazonId: 'amc1', type: 'STANDARD', client: fern }
const entry: AccessEntry = {
  person: bo,
  email: 'bo@agency.test',
  client: fern,
  instance,
  role: 'manager',
  owner: false,
  until: '2099-01-31T18:00:00Z',
  grants: [
    {
      id: 'gra_1',
      on: 'client',
      role: 'manager',
      reason: 'Stands in for Cem',
      group: { id: 'grp_1', name: 'Media team' },
      givenBy: ada,
      givenAt: '2026-03-01T12:00:00Z',
    },
  ],
}

vi.mock(import('@/api/grants'), async (original) => ({
  ...(await original()),
  reviewFile: vi.fn<typeof reviewFile>(async () => new Blob(['client'])),
}))
vi.mock(import('@/lib/save-file'), () => ({ saveFile: vi.fn<typeof saveFile>() }))

const nothing: Question = { client: undefined, instance: undefined, person: undefined }

function open(question: Question) {
  showPage(<AccessReviewPage question={question} onAsk={() => {}} />, [
    [meKeys.rights, owner()],
    [peopleKeys.everybody, [personEntry()]],
    ...(question === nothing ? [] : [[grantKeys.review(question), [entry]] as const]),
  ])
}

it('asks of what before it asks the server', async () => {
  open(nothing)
  await screen.findByText('Of what?')
  expect(screen.queryByRole('button', { name: 'Export CSV' })).toBeNull()
})

it('says who can see a client, why and until when, and exports that', async () => {
  open({ ...nothing, client: fern.id })
  const row = (await screen.findByRole('link', { name: 'Bo Lind' })).closest('tr')
  expect(row?.textContent).toContain('Manager on the client by the group Media team')
  expect(row?.textContent).toContain('Stands in for Cem')
  expect(row?.textContent).toMatch(/until 31 Jan 2099, \d\d:\d\d \S+/)
  expect(screen.getByText('1 person, 1 instance')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Export CSV' }))
  expect(vi.mocked(reviewFile).mock.calls[0]?.[0]).toEqual({ ...nothing, client: fern.id })
  expect(vi.mocked(saveFile).mock.calls[0]?.[0]).toBe('access.csv')
})
