import { act, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { proveByPasskey } from '@/api/passkeys'
import { prove } from '@/api/proof'
import { type ProofAsked, proofWatch } from '@/lib/proof-watch'
import { showPage } from '@/lib/testing/show-page'
import { ProofDialog } from './proof-dialog'

vi.mock(import('@/api/proof'), async (original) => ({
  ...(await original()),
  prove: vi.fn<typeof prove>(async () => ({})),
}))

vi.mock(import('@/api/passkeys'), async (original) => ({
  ...(await original()),
  proveByPasskey: vi.fn<typeof proveByPasskey>(async () => ({})),
}))

const onSignOut = vi.fn()

function ask(ways: ProofAsked['ways']) {
  showPage(<ProofDialog onSignOut={onSignOut} />, [])
  let answer: Promise<boolean> = Promise.resolve(false)
  act(() => {
    answer = proofWatch.ask({ about: 'make an API token', ways, minutes: 15 })
  })
  return answer
}

beforeEach(() => {
  proofWatch.settle(false)
  vi.clearAllMocks()
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
