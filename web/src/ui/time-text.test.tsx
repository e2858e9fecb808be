import { act, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { show } from '@/lib/testing/show'
import { TimeText } from './time-text'

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-02T10:00:00Z'), shouldAdvanceTime: false })
})
afterEach(() => vi.useRealTimers())

it('never puts before us what was done since the clock of the page ticked', () => {
  show(<TimeText at="2026-11-02T09:00:00Z" />)
  expect(screen.getByText('1 hour ago')).toBeTruthy()
  act(() => void vi.advanceTimersByTime(20_000))
  show(
    <>
      <TimeText at="2026-11-02T10:00:18Z" />
      <TimeText at="2026-11-02T10:05:20Z" />
    </>,
  )
  expect(screen.getByText('just now')).toBeTruthy()
  expect(screen.getByText('in 5 minutes')).toBeTruthy()
})
