import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import {
  beginGenerator,
  confirmGenerator,
  removeGenerator,
  type renewRecoveryCodes,
  type SecondFactor,
  secondFactorKeys,
} from '@/api/second-factor'
import { showPage } from '@/lib/testing/show-page'
import { SecondFactorPanel } from './second-factor-panel'

const codes = ['AAAA-BBBB-CCCC-DDDD', 'EEEE-FFFF-GGGG-HHHH']

vi.mock(import('@/api/second-factor'), async (original) => ({
  ...(await original()),
  beginGenerator: vi.fn<typeof beginGenerator>(async () => ({
    secret: 'ABCDEFGHIJ',
    uri: 'otpauth://totp/x',
    qr: ['110', '011', '101'],
  })),
  confirmGenerator: vi.fn<typeof confirmGenerator>(async () => codes),
  removeGenerator: vi.fn<typeof removeGenerator>(async () => undefined),
  renewRecoveryCodes: vi.fn<typeof renewRecoveryCodes>(async () => codes),
}))

function open(factor: SecondFactor) {
  showPage(<SecondFactorPanel />, [[secondFactorKeys.mine, factor]])
}

it('adds a generator by password, secret and first code, and shows the codes once', async () => {
  open({ passkeys: 0, recoveryCodes: 0, required: false, hasPassword: true })
  await userEvent.type(await screen.findByLabelText('Your password'), 'a quiet green field')
  await userEvent.click(screen.getByRole('button', { name: 'Add a code generator' }))
  expect(await screen.findByRole('img', { name: /QR code/ })).toBeTruthy()
  expect(screen.getByText('ABCD EFGH IJ')).toBeTruthy()
  await userEvent.type(screen.getByLabelText('The code it shows now'), '123456')
  await userEvent.click(screen.getByRole('button', { name: 'Confirm' }))
  expect(await screen.findByText(codes[0] ?? '')).toBeTruthy()
  expect(vi.mocked(beginGenerator).mock.calls[0]?.[0]).toBe('a quiet green field')
  expect(vi.mocked(confirmGenerator).mock.calls[0]?.[0]).toBe('123456')
})

it('asks for the password before it renews or removes, and says what it means', async () => {
  open({
    generatorSince: '2026-03-17T12:00:00Z',
    passkeys: 0,
    recoveryCodes: 2,
    required: true,
    hasPassword: true,
  })
  expect(await screen.findByText(/Only 2 recovery codes left/)).toBeTruthy()
  const remove = screen.getByRole('button', { name: 'Remove' })
  expect(remove).toHaveProperty('disabled', true)
  await userEvent.type(screen.getByLabelText('Your password'), 'a quiet green field')
  await userEvent.click(remove)
  expect(await screen.findByText(/You have to add another at once/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Remove it' }))
  expect(vi.mocked(removeGenerator).mock.calls[0]?.[0]).toBe('a quiet green field')
})
