import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { sessionKeys, signOut } from '@/api/session'
import { draftsOf } from '@/features/editor/use-drafts'
import { showPage } from '@/lib/testing/show-page'
import { SignOutDialog } from './sign-out-dialog'
import { useSignOut } from './use-sign-out'

vi.mock(import('@/api/session'), async (original) => ({
  ...(await original()),
  signOut: vi.fn<typeof signOut>(async () => undefined),
}))

const content = { name: '', description: '', sql: 'SELECT 1', parameters: [], placeholders: [] }

function Leave() {
  const leave = useSignOut()
  return (
    <button type="button" onClick={() => void leave()}>
      Leave
    </button>
  )
}

function open() {
  showPage(
    <>
      <Leave />
      <SignOutDialog />
    </>,
    [[sessionKeys.all, { person: { id: 'ann', name: 'Ann' }, mustAddFactor: false }]],
  )
}

beforeEach(() => {
  localStorage.clear()
  vi.clearAllMocks()
})

it('asks before drafts go, and leaves nothing of them once they may', async () => {
  const written = { clientId: undefined, instanceId: undefined, ...content }
  const store = draftsOf('ann')
  store.open({ key: 'new:1', title: '' })
  store.write('new:1', { base: null, content: written })
  draftsOf('bo').write('new:2', { base: null, content: written })
  open()
  await userEvent.click(await screen.findByRole('button', { name: 'Leave' }))
  expect(await screen.findByText(/One draft is in this browser only/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Look at them' }))
  expect(signOut).not.toHaveBeenCalled()
  expect(draftsOf('ann').draft('new:1')?.content.sql).toBe('SELECT 1')

  await userEvent.click(screen.getByRole('button', { name: 'Leave' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Delete and sign out' }))
  await waitFor(() =>
    expect(Object.keys(localStorage).filter((entry) => entry.includes('ann'))).toEqual([]),
  )
  expect(signOut).toHaveBeenCalledOnce()
  store.flush()
  expect(draftsOf('ann').draft('new:1')).toBeNull()
  expect(draftsOf('bo').draft('new:2')).not.toBeNull()
})

it('asks nobody who has no drafts', async () => {
  localStorage.setItem('recomamp:run:query:1', '{}')
  open()
  await userEvent.click(await screen.findByRole('button', { name: 'Leave' }))
  await waitFor(() => expect(localStorage.getItem('recomamp:run:query:1')).toBeNull())
  expect(signOut).toHaveBeenCalledOnce()
})
