import { queryOptions } from '@tanstack/react-query'
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { issueToken, revokeToken, type Token, tokenKeys } from '@/api/tokens'
import { runCommand } from '@/lib/testing/run-command'
import { show } from '@/lib/testing/show'
import { TokensPage } from './tokens-page'

vi.mock(import('@/api/tokens'), async (original) => ({
  ...(await original()),
  tokensQuery: () =>
    queryOptions({
      queryKey: tokenKeys.all,
      queryFn: async (): Promise<Token[]> => [
        {
          id: 'tok_1',
          name: 'nightly',
          scope: 'run',
          createdAt: '2026-03-10T12:00:00Z',
          expiresAt: '2026-03-17T12:00:00Z',
        },
        { id: 'tok_2', name: 'weekly', scope: 'administer', createdAt: '2026-03-10T12:00:00Z' },
      ],
    }),
  issueToken: vi.fn<typeof issueToken>(async ({ name }) => ({
    secret: 'rmp_secret',
    token: { id: 'tok_3', name, scope: 'read', createdAt: '2026-03-10T12:00:00Z' },
  })),
  revokeToken: vi.fn<typeof revokeToken>(async () => undefined),
}))

it('revokes the token the command names, once that was confirmed', async () => {
  show(<TokensPage />)
  await screen.findByRole('button', { name: 'Revoke token nightly' })
  runCommand('Revoke token weekly')
  await userEvent.click(await screen.findByRole('button', { name: 'Revoke this token' }))
  expect(vi.mocked(revokeToken).mock.calls.map(([id]) => id)).toEqual(['tok_2'])
})

it('makes a token that may little and ends, unless it is asked for more', async () => {
  show(<TokensPage />)
  await userEvent.type(screen.getByRole('textbox', { name: 'Name of a new token' }), 'export')
  await userEvent.click(screen.getByRole('button', { name: 'Make token' }))
  await screen.findByText('rmp_secret')
  const [asked] = vi.mocked(issueToken).mock.calls[0] ?? []
  expect(asked).toMatchObject({ name: 'export', scope: 'read' })
  const days = (Date.parse(asked?.expiresAt ?? '') - Date.now()) / 86_400_000
  expect(days).toBeCloseTo(90, 2)
})

it('tells what a token may and when it has ended', async () => {
  show(<TokensPage />)
  const row = await screen.findByRole('row', { name: /nightly/ })
  expect(row.textContent).toContain('read and run')
  expect(row.textContent).toContain('ended')
})
