import { screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import type { Execution, executionQuery } from '@/api/executions'
import { meKeys } from '@/api/me'
import { owner } from '@/lib/testing/me'
import { showPage } from '@/lib/testing/show-page'
import { KeepSuppressed } from './keep-suppressed'

const offBoardedAt: Record<string, string> = { leaving: '2026-10-01T00:00:00Z' }

vi.mock(import('@/api/executions'), async (original) => ({
  ...(await original()),
  executionQuery: ((id: string) => ({
    queryKey: ['execution', id],
    queryFn: async () =>
      ({
        id,
        queryId: 'qry_1',
        instance: { id: 'ins_1', offBoardedAt: offBoardedAt[id] },
      }) as Execution,
  })) as unknown as typeof executionQuery,
}))

it('is offered while the client is there, and not where it leaves', async () => {
  showPage(
    <>
      <section aria-label="leaving">
        <KeepSuppressed executionId="leaving" />
      </section>
      <section aria-label="there">
        <KeepSuppressed executionId="there" />
      </section>
    </>,
    [[meKeys.rights, owner()]],
  )
  // Both were read by then: the one that leaves was asked about first.
  const button = await screen.findByRole('button', { name: /keep suppressed rows/ })
  expect(screen.getByRole('region', { name: 'there' }).contains(button)).toBe(true)
  expect(screen.getAllByRole('button')).toEqual([button])
})
