import { act, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { proveByPasskey } from '@/api/passkeys'
import { departToProve, prove } from '@/api/proof'
import { signInKeys } from '@/api/sign-in'
import { type ProofAsked, proofWatch } from '@/lib/proof-watch'
import { showPage } from '@/lib/testing/show-page'
import { tellProof } from './proof-channel'
import { ProofDialog } from './proof-dialog'

vi.mock(import('@/api/proof'), async (original) => ({
  ...(await original()),
  prove: vi.fn<typeof prove>(async () => ({})),
  departToProve: vi.fn<typeof departToProve>(async () => 'https://login.example/asks'),
}))

vi.mock(import('@/api/passkeys'), async (original) => ({
  ...(await original()),
  proveByPasskey: vi.fn<typeof proveByPasskey>(async () => ({})),
}))

const onSignOut = vi.fn()

function ask(ways: ProofAsked['ways']) {
  showPage(<ProofDialog onSignOut={onSignOut} />, [
    [signInKeys.ways, { singleSignOn: 'Agency login', singleSignOnOnly: false, passkeys: false }],
  ])
  let answer: Promise<boolean> = Promise.resolve(false)
  act(() => {
    answer = proofWatch.ask({ about: 'make an API token', ways, minutes: 15 })
  })
  return answer
}

beforeEach(() => {
  proofWatch.settle(false)
  vi.clearAllMocks()
  vi.unstubAllGlobals()
})

it('says what for, and goes on with the right password', async () => {
  vi.mocked(prove).mockRejectedValueOnce(
    new ApiError(422, {
      code: 'password.wrong',
      errors: [{ pointer: '/currentPassword', message: 'is not your password' }],
    }),
  )
  const answer = ask(['password'])
  expect(await screen.findByText(/You are about to make an API token/)).toBeTruthy()
  await userEvent.type(screen.getByLabelText('Your password'), 'wrong')
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }))
  expect(await screen.findByText('Is not your password')).toBeTruthy()
  await userEvent.type(screen.getByLabelText('Your password'), 'right{Enter}')
  expect(await answer).toBe(true)
  expect(vi.mocked(prove).mock.calls.map(([body]) => body)).toEqual([
    { password: 'wrong' },
    { password: 'right' },
  ])
})

it('takes a code instead, and may be left', async () => {
  const answer = ask(['password', 'code'])
  await userEvent.click(await screen.findByRole('button', { name: 'Use a code instead' }))
  await userEvent.type(screen.getByLabelText('Code'), '123456')
  await userEvent.click(screen.getByRole('button', { name: 'Leave it' }))
  expect(await answer).toBe(false)
  expect(prove).not.toHaveBeenCalled()
})

it('takes a passkey, and the password from who has it not at hand', async () => {
  const answer = ask(['passkey', 'password'])
  expect(await screen.findByRole('button', { name: 'Use the password instead' })).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Use a passkey' }))
  expect(await answer).toBe(true)
  expect(proveByPasskey).toHaveBeenCalledOnce()
  expect(prove).not.toHaveBeenCalled()
})

it('leads those without a password to sign in again', async () => {
  const answer = ask([])
  await userEvent.click(await screen.findByRole('button', { name: 'Sign out' }))
  expect(await answer).toBe(false)
  expect(onSignOut).toHaveBeenCalledOnce()
})

/** A browser's window.open, and what is done with the window. */
function windows(opens: boolean) {
  const led = vi.fn()
  const closed = vi.fn()
  const opened = { location: { replace: led }, close: closed } as unknown as Window
  vi.stubGlobal(
    'open',
    vi.fn(() => (opens ? opened : null)),
  )
  return { led, closed }
}

it('proves at the provider in a window of its own, and goes on when that tells', async () => {
  const { led } = windows(true)
  const answer = ask(['single_sign_on'])
  await userEvent.click(await screen.findByRole('button', { name: 'Prove with Agency login' }))
  expect(await screen.findByText(/Then this goes on by itself/)).toBeTruthy()
  expect(led).toHaveBeenCalledExactlyOnceWith('https://login.example/asks')

  tellProof({ problem: 'proof.other_person' })
  expect(await screen.findByText(/Somebody else has signed in at the provider/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Prove with Agency login' }))
  expect(await screen.findByText(/Then this goes on by itself/)).toBeTruthy()
  expect(screen.queryByText(/Somebody else/)).toBeNull()
  tellProof({})
  expect(await answer).toBe(true)
})

it('says why no window opened, and closes it where the provider is not reached', async () => {
  windows(false)
  ask(['single_sign_on'])
  await userEvent.click(await screen.findByRole('button', { name: 'Prove with Agency login' }))
  expect(await screen.findByText(/Allow this page to open windows/)).toBeTruthy()

  const { closed } = windows(true)
  vi.mocked(departToProve).mockRejectedValueOnce(
    new ApiError(503, { code: 'sso.unavailable', detail: 'The provider does not answer.' }),
  )
  await userEvent.click(screen.getByRole('button', { name: 'Prove with Agency login' }))
  expect(await screen.findByText('The provider does not answer.')).toBeTruthy()
  expect(closed).toHaveBeenCalledOnce()
})
