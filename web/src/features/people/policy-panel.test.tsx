import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { requireSecondFactor, type SignInPolicy, secondFactorKeys } from '@/api/second-factor'
import { showPage } from '@/lib/testing/show-page'
import { PolicyPanel } from './policy-panel'

vi.mock(import('@/api/second-factor'), async (original) => ({
  ...(await original()),
  requireSecondFactor: vi.fn<typeof requireSecondFactor>(async () => ({
    secondFactorRequired: true,
    without: 3,
  })),
}))

function open(policy: SignInPolicy, mayChange = true) {
  showPage(<PolicyPanel mayChange={mayChange} />, [[secondFactorKeys.policy, policy]])
}

it('says whom it stops before it asks everybody for a second factor', async () => {
  open({ secondFactorRequired: false, without: 3 })
  await userEvent.click(await screen.findByRole('button', { name: 'Require it of everybody' }))
  expect(await screen.findByText(/3 people can do nothing until/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Require it' }))
  expect(vi.mocked(requireSecondFactor).mock.calls[0]?.[0]).toBe(true)
})

it('only tells an auditor', async () => {
  open({ secondFactorRequired: true, without: 0 }, false)
  expect(await screen.findByText(/Everybody has one/)).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
})
