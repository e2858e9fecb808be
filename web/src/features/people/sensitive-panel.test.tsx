import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { type SensitivePolicy, sensitiveKeys, setSensitiveRules } from '@/api/sensitive'
import { showPage } from '@/lib/testing/show-page'
import { SensitivePanel } from './sensitive-panel'

const policy: SensitivePolicy = {
  windowMinutes: 15,
  tokens: 'administer',
  exportRows: 100_000,
  acts: [
    { kind: 'role_change', words: 'change what somebody may see and do' },
    { kind: 'token_making', words: 'make an API token' },
  ],
}

vi.mock(import('@/api/sensitive'), async (original) => ({
  ...(await original()),
  setSensitiveRules: vi.fn<typeof setSensitiveRules>(async () => policy),
}))

it('says what is sensitive and what it takes, and saves another rule', async () => {
  showPage(<SensitivePanel mayChange />, [[sensitiveKeys.policy, policy]])
  expect(await screen.findByText(/may see and do; to make an API token\. Whoever/)).toBeTruthy()
  expect(screen.getByText(/counts for 15 minutes.*more than 100,000 rows/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Save the rule' })).toHaveProperty('disabled', true)
  const rows = screen.getByLabelText('Exports are sensitive above')
  await userEvent.clear(rows)
  await userEvent.type(rows, '500')
  await userEvent.click(screen.getByRole('button', { name: 'Save the rule' }))
  expect(vi.mocked(setSensitiveRules).mock.calls[0]?.[0]).toEqual({
    windowMinutes: 15,
    tokens: 'administer',
    exportRows: 500,
  })
})

it('only tells an auditor', async () => {
  showPage(<SensitivePanel mayChange={false} />, [
    [sensitiveKeys.policy, { ...policy, windowMinutes: 0, tokens: 'never' }],
  ])
  expect(await screen.findByText(/No proof is asked for. API tokens may do none/)).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
})
