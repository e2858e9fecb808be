import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { giveCode, signIn } from '@/api/session'
import { showPage } from '@/lib/testing/show-page'
import { SignInPage } from './sign-in-page'

vi.mock(import('@/api/session'), async (original) => ({
  ...(await original()),
  signIn: vi.fn<typeof signIn>(async () => ({ step: 'half' })),
  giveCode: vi.fn<typeof giveCode>(),
}))

async function withPassword() {
  showPage(<SignInPage next={undefined} ended={undefined} />, [])
  await userEvent.type(await screen.findByLabelText('Email'), 'bo@agency.test')
  await userEvent.type(screen.getByLabelText('Password'), 'a quiet green field')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
}

it('asks for a code after the password, and again when it was wrong', async () => {
  vi.mocked(giveCode).mockRejectedValueOnce(new ApiError(401, { detail: 'This code is wrong.' }))
  await withPassword()
  const code = await screen.findByLabelText('Code')
  await userEvent.type(code, '123 456')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findByText('This code is wrong.')).toBeTruthy()
  expect(vi.mocked(giveCode).mock.calls[0]?.[0]).toEqual({ step: 'half', code: '123 456' })
  expect(code).toHaveProperty('value', '')
})

it('takes a recovery code from who has lost the generator, or begins again', async () => {
  await withPassword()
  await userEvent.click(await screen.findByRole('button', { name: 'Use a recovery code' }))
  expect(screen.getByLabelText('Recovery code')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Begin again' }))
  expect(await screen.findByLabelText('Email')).toHaveProperty('value', 'bo@agency.test')
})

it('asks for the passkey of who has no code generator, or for a recovery code', async () => {
  vi.mocked(signIn).mockResolvedValueOnce({ step: 'half', ways: ['passkey'] })
  await withPassword()
  expect(await screen.findByText('Use your passkey')).toBeTruthy()
  expect(screen.queryByLabelText('Code')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Use a recovery code' }))
  expect(screen.getByLabelText('Recovery code')).toBeTruthy()
})
