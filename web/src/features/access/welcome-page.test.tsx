import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { accept, type InvitedPerson, linkQuery } from '@/api/people'
import { showPage } from '@/lib/testing/show-page'
import { WelcomePage } from './welcome-page'

vi.mock(import('@/api/people'), async (original) => ({
  ...(await original()),
  accept: vi.fn<typeof accept>(),
}))

function open(token: string, person?: InvitedPerson) {
  location.hash = token && `#token=${token}`
  showPage(<WelcomePage />, person ? [[linkQuery(token).queryKey, person]] : [])
}

const person: InvitedPerson = {
  kind: 'invitation',
  name: 'bo',
  email: 'bo@agency.test',
  expiresAt: '2026-03-17T12:00:00Z',
}

afterEach(() => {
  location.hash = ''
})

it('takes name and password of who was invited', async () => {
  vi.mocked(accept).mockRejectedValueOnce(
    new ApiError(422, {
      detail: 'no',
      errors: [{ pointer: '/password', message: 'is too common' }],
    }),
  )
  open('abc', person)
  const name = await screen.findByRole('textbox', { name: 'Name' })
  await userEvent.clear(name)
  await userEvent.type(name, 'Bo Lind')
  await userEvent.type(screen.getByLabelText('Password'), 'a quiet green field')
  await userEvent.click(screen.getByRole('button', { name: 'Set the password and sign in' }))
  expect(await screen.findByText('is too common')).toBeTruthy()
  expect(vi.mocked(accept).mock.calls[0]?.[0]).toEqual({
    token: 'abc',
    name: 'Bo Lind',
    password: 'a quiet green field',
  })
})

it('leaves the name alone in a recovery', async () => {
  open('abc', { ...person, kind: 'recovery' })
  await screen.findByText('Set a new password')
  expect(screen.queryByRole('textbox', { name: 'Name' })).toBeNull()
})

it('goes on with a link that is pasted where the page is open', async () => {
  location.hash = ''
  showPage(<WelcomePage />, [[linkQuery('abc').queryKey, person]])
  await screen.findByText('Open the link you were given')
  location.hash = '#token=abc'
  expect(await screen.findByDisplayValue('bo@agency.test')).toBeDefined()
})

it('asks for the link when it has no token', async () => {
  open('')
  await screen.findByText('Open the link you were given')
  expect(screen.getByRole('link', { name: 'Sign in instead' })).toBeTruthy()
})
