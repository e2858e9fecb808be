import { expect, it } from 'vitest'
import { occurrence } from '../testing'
import {
  executionsWords,
  failedCount,
  latenessWords,
  meanwhileWords,
  pauseTitle,
  spanWords,
  windowWords,
} from './words'

const [good, bad] = occurrence().executions

it('counts what failed of an occurrence, and only when it is over', () => {
  const executions = [good, { ...bad, state: 'failed' }] as ReturnType<
    typeof occurrence
  >['executions']
  expect(failedCount(occurrence({ state: 'partly_failed', executions }))).toBe(1)
  expect(failedCount(occurrence({ state: 'running', executions }))).toBe(0)
  expect(executionsWords({ executions })).toBe('1 of 2 succeeded')
  expect(executionsWords({ executions: executions.slice(1) })).toBe('')
})

it('says how late it began, once it began', () => {
  expect(latenessWords(occurrence())).toBe('on time')
  expect(latenessWords(occurrence({ latenessMs: 75_000 }))).toBe('1:15 late')
  expect(latenessWords(occurrence({ startedAt: undefined }))).toBe('')
})

it('says who or what paused it', () => {
  const at = '2026-03-01T00:00:00Z'
  expect(pauseTitle({ cause: 'person', at, by: { id: '1', name: 'Ada' } })).toBe('Paused by Ada')
  expect(pauseTitle({ cause: 'failures', at })).toBe('Paused after failures')
})

it('says what becomes of what is due during a pause', () => {
  const at = '2026-03-01T00:00:00Z'
  expect(meanwhileWords({ cause: 'person', at }, 'all')).toContain('is skipped')
  expect(meanwhileWords({ cause: 'connection', at }, 'none')).toContain('is skipped')
  expect(meanwhileWords({ cause: 'connection', at }, 'all')).toContain('runs afterwards')
  expect(meanwhileWords({ cause: 'connection', at }, 'latest')).toContain('the newest runs')
})

it('says windows and spans of time', () => {
  expect(windowWords({ preset: 'last_full_week' })).toBe('the last full week')
  expect(windowWords({ from: 'today-14d', to: 'today' })).toBe('today-14d to today')
  expect(windowWords({})).toBe('no window yet')
  expect(windowWords({ range: 'last_days(3)' })).toBe('the last 3 days')
  expect(windowWords({ range: 'last_full_week(monday)' })).toBe('the last full week from Monday')
  expect(windowWords({ range: 'month_to_yesterday' })).toBe('the month to yesterday')
  expect(windowWords({ range: 'last_full_month-1y' })).toBe('last_full_month-1y')
  expect([0, 45, 5400, 21_600].map(spanWords)).toEqual([
    'none',
    '45 seconds',
    '90 minutes',
    '6 hours',
  ])
})
