import { queryOptions } from '@tanstack/react-query'
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { revokeToken, tokenKeys } from '@/api/tokens'
import { runCommand } from '@/lib/testing/run-command'
import { show } from '@/lib/testing/show'
import { TokensPage } from './tokens-page'

vi.mock(import('@/api/tokens'), async (original) => ({
  ...(await original()),
  tokensQuery: () =>
    queryOptions({
      queryKey: tokenKeys.all,
      queryFn: async () => [
        { id: 'tok_1', name: 'nightly', createdAt: '2026-03-10T12:00:00Z' },
        { id: 'tok_2', name: 'weekly', createdAt: '2026-03-10T12:00:00Z' },
      ],
    }),
  revokeToken: vi.fn<typeof revokeToken>(async () => undefined),
}))

it('revokes the token the command names, once that was confirmed', async () => {
  show(<TokensPage />)
  await screen.findByRole('button', { name: 'Revoke token nightly' })
  runCommand('Revoke token weekly')
  await userEvent.click(await screen.findByRole('button', { name: 'Revoke this token' }))
  expect(vi.mocked(revokeToken).mock.calls.map(([id]) => id)).toEqual(['tok_2'])
})
