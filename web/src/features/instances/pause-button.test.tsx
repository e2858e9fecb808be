import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { setPaused } from '@/api/instances'
import { withRole } from '@/lib/testing/me'
import { runCommand } from '@/lib/testing/run-command'
import { show } from '@/lib/testing/show'
import { PauseButton } from './pause-button'
import { instance } from './testing'

vi.mock(import('@/api/instances'), async (original) => ({
  ...(await original()),
  setPaused: vi.fn<typeof setPaused>(async () => instance()),
}))

beforeEach(() => vi.mocked(setPaused).mockClear())

it('asks from the palette before it pauses', async () => {
  show(<PauseButton instance={instance()} />)
  runCommand('Pause Northwind EU')
  const confirm = await screen.findByRole('button', { name: 'Pause this instance' })
  expect(setPaused).not.toHaveBeenCalled()
  await userEvent.click(confirm)
  expect(setPaused).toHaveBeenCalledExactlyOnceWith('ins_1', true)
})

it('resumes from the palette at once', async () => {
  show(<PauseButton instance={instance({ pausedAt: '2026-03-10T12:00:00Z' })} />)
  runCommand('Resume Northwind EU')
  await vi.waitFor(() => expect(setPaused).toHaveBeenCalledExactlyOnceWith('ins_1', false))
})

it('is there for who may pause only', () => {
  show(<PauseButton instance={instance()} />, withRole('author', { instance: 'ins_1' }))
  expect(screen.queryByRole('button')).toBeNull()
})
