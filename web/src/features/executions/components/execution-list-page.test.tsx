import { queryOptions } from '@tanstack/react-query'
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { beforeEach, expect, it, vi } from 'vitest'
import { cancel, type Execution, type ExecutionSummary, executionKeys } from '@/api/executions'
import { withRole } from '@/lib/testing/me'
import { runCommand } from '@/lib/testing/run-command'
import { show } from '@/lib/testing/show'
import { execution, executionSummary } from '../testing'
import { ExecutionListPage } from './execution-list-page'
import type { ListFilter } from './list-filters'

/** What the server holds that the filter shows. */
let held: ExecutionSummary[] = []

vi.mock(import('@/api/executions'), async (original) => {
  const real = await original()
  return {
    ...real,
    executionsQuery: (filter) => ({
      ...real.executionsQuery(filter),
      queryFn: async () => ({ items: held }),
    }),
    recentExecutionsQuery: (filter, limit) =>
      queryOptions({ queryKey: executionKeys.recent(filter, limit), queryFn: async () => held }),
    cancel: vi.fn<typeof cancel>(),
  }
})
// The rows link to their pages, which this test has no routes to.
vi.mock(import('@tanstack/react-router'), async (original) => ({
  ...(await original()),
  Link: (({ children }: { children: React.ReactNode }) => <a href="/">{children}</a>) as never,
}))

beforeEach(() => {
  held = [
    executionSummary({ id: 'exe_1', queryName: 'Reach' }),
    executionSummary({ id: 'exe_2', queryName: 'Overlap' }),
  ]
  vi.mocked(cancel).mockImplementation(async (id): Promise<Execution> => {
    held = held.filter((each) => each.id !== id) // it leaves the filter
    return execution({ id, state: 'cancelled' })
  })
})

async function cancelAll() {
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Select all that are shown' }))
  await userEvent.click(screen.getByRole('button', { name: 'Cancel 2' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Cancel 2 executions' }))
}

function Monitor() {
  const [filter, setFilter] = useState<ListFilter>({ state: ['queued'] })
  return <ExecutionListPage filter={filter} scope={{}} onFilter={setFilter} />
}

const told = () => screen.getByRole('region', { name: 'Selected executions' })

it('tells what was done with all rows of a filter until that is dismissed', async () => {
  show(<Monitor />)
  await cancelAll()
  await screen.findByText('No execution matches')
  expect(told().textContent).toContain('Cancelling: 2 done')
  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
  await waitFor(() => expect(screen.queryByRole('region')).toBeNull())
})

it('goes on telling it when the filter changes', async () => {
  show(<Monitor />)
  await cancelAll()
  await screen.findByText('No execution matches')
  runCommand('Show what failed')
  expect(told().textContent).toContain('Cancelling: 2 done')
})

it('lets who may only look select nothing', async () => {
  show(<Monitor />, withRole('viewer', { instance: 'ins_1' }))
  await screen.findByText('Reach')
  expect(screen.queryByRole('checkbox')).toBeNull()
})
