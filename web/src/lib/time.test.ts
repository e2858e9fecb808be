import { describe, expect, it } from 'vitest'
import { bytes, plural } from './number'
import { dayRange, duration, exactTime, relativeTime, zonedTime } from './time'

const now = Date.parse('2026-03-10T12:00:00Z')

describe('relativeTime', () => {
  it.each([
    ['2026-03-10T11:59:55Z', 'just now'],
    ['2026-03-10T11:59:20Z', '40 seconds ago'],
    ['2026-03-10T11:30:00Z', '30 minutes ago'],
    ['2026-03-09T11:00:00Z', 'yesterday'],
    ['2026-03-13T13:00:00Z', 'in 3 days'],
    ['2026-03-11T13:00:00Z', 'tomorrow'],
    ['2026-03-12T06:30:00Z', 'in 2 days'],
    ['2026-05-09T12:00:00Z', 'in 2 months'],
    ['2026-01-12T12:00:00Z', '2 months ago'],
    ['2024-06-10T12:00:00Z', '2 years ago'],
    ['2026-04-09T12:00:00Z', 'next month'],
  ])('%s is %s', (instant, words) => {
    expect(relativeTime(instant, now)).toBe(words)
  })
})

it('counts thirty days within a month as days', () => {
  expect(relativeTime('2026-03-31T12:00:00Z', Date.parse('2026-03-01T12:00:00Z'))).toBe(
    'in 30 days',
  )
})

describe('exactTime', () => {
  it('names its zone', () => {
    expect(exactTime('2026-01-05T12:00:00Z', 'UTC')).toContain('UTC')
    expect(exactTime('2026-01-05T12:00:00Z', 'Asia/Tokyo')).toContain('21:00:00')
  })
})

it('names the zone of a time near now', () => {
  expect(zonedTime('2026-01-05T12:00:00Z', 'UTC')).toBe('5 Jan, 12:00 UTC')
})

it('shows the last day of a window, whose end is exclusive', () => {
  const berlin = 'Europe/Berlin'
  expect(dayRange('2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z', berlin)).toMatch(
    /^1\s?–\s?31 Oct 2026$/,
  )
  expect(dayRange('2026-03-02T23:00:00Z', '2026-03-03T23:00:00Z', berlin)).toBe('3 Mar 2026')
})

describe('duration', () => {
  it.each([
    [-5, '0 ms'],
    [850, '850 ms'],
    [12_400, '12 s'],
    [84_000, '1:24'],
    [7_390_000, '2:03:10'],
  ])('%d ms is %s', (milliseconds, words) => {
    expect(duration(milliseconds)).toBe(words)
  })
})

describe('numbers', () => {
  it('separate thousands and scale bytes', () => {
    expect(plural(1, 'row')).toBe('1 row')
    expect(plural(12_000, 'row')).toBe('12,000 rows')
    expect(bytes(1_420_000)).toBe('1.4 MB')
    expect(bytes(999)).toBe('999 B')
  })
})
