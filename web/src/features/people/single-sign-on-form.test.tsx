import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { type SingleSignOn, setSingleSignOn } from '@/api/sign-in'
import { showPage } from '@/lib/testing/show-page'
import { SingleSignOnForm } from './single-sign-on-form'

vi.mock(import('@/api/sign-in'), async (original) => ({
  ...(await original()),
  setSingleSignOn: vi.fn<typeof setSingleSignOn>(),
}))

const settings: SingleSignOn = {
  enabled: true,
  required: false,
  label: 'Agency login',
  issuer: 'https://login.agency.example',
  clientId: 'recomamp',
  scopes: ['profile', 'email'],
  mailClaim: 'email',
  mailDomains: ['agency.example'],
  trustMail: false,
  newcomers: false,
  factor: 'told',
  clientSecret: 'stored',
  redirectUrl: 'https://recomamp.example/oauth/sign-in',
  linked: 1,
  unlinked: 2,
}

it('keeps the secret that is stored unless another is typed, and sends lists as lists', async () => {
  vi.mocked(setSingleSignOn).mockResolvedValue(settings)
  showPage(<SingleSignOnForm settings={settings} mayChange />, [])
  expect(await screen.findByText(/2 people have not used it yet/)).toBeTruthy()
  await userEvent.type(screen.getByLabelText('Mail domains'), ', other.example')
  await userEvent.click(screen.getByLabelText('Required of everybody but owners'))
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  const sent = vi.mocked(setSingleSignOn).mock.calls[0]?.[0]
  expect(sent).toMatchObject({ mailDomains: ['agency.example', 'other.example'], required: true })
  expect(sent?.clientSecret).toBeUndefined()
})

it('says which field is refused', async () => {
  vi.mocked(setSingleSignOn).mockRejectedValue(
    new ApiError(422, {
      detail: 'no',
      errors: [{ pointer: '/mailDomains/0', message: 'must be what stands behind the @' }],
    }),
  )
  showPage(<SingleSignOnForm settings={settings} mayChange />, [])
  await userEvent.click(await screen.findByRole('button', { name: 'Save' }))
  expect(await screen.findByText('must be what stands behind the @')).toBeTruthy()
})

it('only tells an auditor', async () => {
  showPage(<SingleSignOnForm settings={settings} mayChange={false} />, [])
  expect(await screen.findByLabelText('Issuer')).toHaveProperty('value', settings.issuer)
  expect(screen.queryByRole('button', { name: 'Save' })).toBeNull()
})
