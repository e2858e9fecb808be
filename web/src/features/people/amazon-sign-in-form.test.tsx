import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { type AmazonSignIn, setAmazonSignIn, signInKeys } from '@/api/sign-in'
import { showPage } from '@/lib/testing/show-page'
import { AmazonSignInForm } from './amazon-sign-in-form'
import { AmazonSignInPanel } from './amazon-sign-in-panel'

vi.mock(import('@/api/sign-in'), async (original) => ({
  ...(await original()),
  setAmazonSignIn: vi.fn<typeof setAmazonSignIn>(),
}))

const settings: AmazonSignIn = {
  enabled: false,
  region: 'NA',
  clientId: '',
  clientSecret: 'setting',
  ownClientId: 'amzn1.application-oa2-client.own',
  sandbox: true,
  redirectUrl: 'http://localhost:8484/oauth/sign-in',
  linked: 0,
}

it('sends a secret only with a client id of its own, and says what is refused', async () => {
  vi.mocked(setAmazonSignIn)
    .mockRejectedValueOnce(
      new ApiError(422, {
        detail: 'no',
        errors: [{ pointer: '/clientSecret', message: 'must be that of this client id' }],
      }),
    )
    .mockResolvedValue(settings)
  showPage(<AmazonSignInForm settings={settings} mayChange />, [])
  expect(await screen.findByPlaceholderText(settings.ownClientId)).toBeTruthy()
  expect(screen.queryByLabelText('Its client secret')).toBeNull()
  await userEvent.click(screen.getByLabelText('Amazon is on'))
  await userEvent.type(screen.getByLabelText('Client id at Amazon'), 'amzn1.other')
  await userEvent.click(screen.getByRole('button', { name: 'Save for Amazon' }))
  expect(await screen.findByText('must be that of this client id')).toBeTruthy()
  await userEvent.type(screen.getByLabelText('Its client secret'), 'secret')
  await userEvent.click(screen.getByRole('button', { name: 'Save for Amazon' }))
  expect(vi.mocked(setAmazonSignIn).mock.calls[1]?.[0]).toEqual({
    enabled: true,
    region: 'NA',
    clientId: 'amzn1.other',
    clientSecret: 'secret',
  })
})

it('warns of the sandbox, and only tells an auditor', async () => {
  showPage(<AmazonSignInPanel mayChange={false} />, [[signInKeys.amazon, settings]])
  expect(await screen.findByText(/The sandbox stands in for Amazon/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Save for Amazon' })).toBeNull()
})
