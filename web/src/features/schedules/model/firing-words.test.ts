import { expect, it } from 'vitest'
import { clockWords, utcWords } from './firing-words'

it('names both clocks of a firing, and the date where they differ in it', () => {
  expect(clockWords('2026-03-16T05:30:00Z', 'Europe/Berlin')).toBe('CET')
  expect(clockWords('2026-07-16T04:30:00Z', 'Europe/Berlin')).toBe('CEST')
  expect(clockWords('2026-07-16T04:30:00Z', 'UTC')).toBe('UTC')
  expect(utcWords('2026-03-16T05:30:00Z', '2026-03-16T06:30:00')).toBe('05:30 UTC')
  expect(utcWords('2026-03-15T23:30:00Z', '2026-03-16T00:30:00')).toBe('15 Mar 2026, 23:30 UTC')
})
