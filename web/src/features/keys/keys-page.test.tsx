import { queryOptions } from '@tanstack/react-query'
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { type EncryptionKeys, keyKeys, type retireKeys, rotateKeys } from '@/api/keys'
import { runCommand } from '@/lib/testing/run-command'
import { show } from '@/lib/testing/show'
import { KeysPage } from './keys-page'

const begun: EncryptionKeys = {
  keys: [
    { id: '22', primary: true, values: 1 },
    { id: '11', primary: false, values: 3 },
  ],
  left: 3,
  unknown: 0,
  unsealedResults: 0,
  rotatedAt: '2026-03-10T12:00:00Z',
}

vi.mock(import('@/api/keys'), async (original) => ({
  ...(await original()),
  encryptionKeysQuery: () =>
    queryOptions({
      queryKey: keyKeys.all,
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: async (): Promise<EncryptionKeys> => ({
        keys: [{ id: '11', primary: true, values: 4 }],
        left: 0,
        unknown: 0,
        unsealedResults: 0,
      }),
    }),
  rotateKeys: vi.fn<typeof rotateKeys>(async () => begun),
  retireKeys: vi.fn<typeof retireKeys>(),
}))

it('rotates once that was confirmed, and tells how far it is', async () => {
  show(<KeysPage />)
  await screen.findByText('11')
  runCommand('Rotate the encryption keys')
  await userEvent.click(await screen.findByRole('button', { name: 'Rotate now' }))
  expect((await screen.findByRole('status')).textContent).toContain('1 of 4 secrets are sealed')
  expect(vi.mocked(rotateKeys)).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^rotate-./))
  expect(screen.queryByRole('button', { name: 'Remove older keys' })).toBeNull()
})
