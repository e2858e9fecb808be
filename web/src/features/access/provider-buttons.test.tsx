import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { type SignInWays, signInKeys } from '@/api/sign-in'
import { showPage } from '@/lib/testing/show-page'
import { SignInPage } from './sign-in-page'

function open(ways: SignInWays, problem?: string) {
  showPage(<SignInPage next={undefined} ended={undefined} problem={problem} />, [
    [signInKeys.ways, ways],
  ])
}

it('offers the provider by its name, and tells whom the password is for', async () => {
  open({ singleSignOn: 'Agency login', singleSignOnOnly: true, passkeys: false })
  expect(await screen.findByRole('button', { name: 'Sign in with Agency login' })).toBeTruthy()
  expect(screen.getByText(/^Owners may sign in with a password/)).toBeTruthy()
})

it('offers nothing where there is nothing', async () => {
  open({ singleSignOnOnly: false, passkeys: false })
  expect(await screen.findByRole('button', { name: 'Sign in' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: /^Sign in with/ })).toBeNull()
})

it('says what to do after a problem at the provider, also one it does not know', async () => {
  open({ singleSignOnOnly: false, passkeys: false }, 'session.not_admitted')
  expect(await screen.findByText(/Ask an owner to invite you/)).toBeTruthy()
})

it('offers Amazon beside the provider', async () => {
  open({ singleSignOn: 'Agency login', amazon: 'Amazon', singleSignOnOnly: false, passkeys: false })
  expect(await screen.findByRole('button', { name: 'Sign in with Amazon' })).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Sign in with Agency login' })).toBeTruthy()
})
