import { expect, it } from 'vitest'
import { endingOf } from './ending'

const now = Date.parse('2026-03-10T12:00:00Z')

it.each([
  [undefined, 'plain', 'until ended'],
  ['2026-03-10T12:00:00Z', 'idle', 'ended 10 Mar 2026'],
  ['2026-03-12T12:00:00Z', 'warn', 'until 12 Mar 2026'],
  ['2027-03-12T12:00:00Z', 'plain', 'until 12 Mar 2027'],
])('tells of %s how it ends, with its zone', (until, tone, words) => {
  const ending = endingOf(until, now)
  expect(ending.tone).toBe(tone)
  expect(ending.words).toContain(words)
  if (until) expect(ending.words).toMatch(/\d\d:\d\d \S+$/)
})
