import { expect, it } from 'vitest'
import { boundWords, dayAfter, dayStart, dayWithin } from './day-bounds'

it('knows when a day begins on the clocks of a zone', () => {
  expect(dayStart('2026-10-03', 'UTC')).toBe('2026-10-03T00:00:00Z')
  expect(dayStart('2026-10-03', 'Europe/Berlin')).toBe('2026-10-02T22:00:00Z')
  expect(dayStart('2026-10-25', 'Europe/Berlin')).toBe('2026-10-24T22:00:00Z')
  expect(dayStart('2026-10-26', 'Europe/Berlin')).toBe('2026-10-25T23:00:00Z')
  expect(dayStart('2026-10-03', 'America/New_York')).toBe('2026-10-03T04:00:00Z')
  // There the clocks skip midnight, and here they show it twice.
  expect(dayStart('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00Z')
  expect(dayStart('2026-10-25', 'Atlantic/Azores')).toBe('2026-10-25T00:00:00Z')
})

it('knows the day of an instant, and of one that ends it', () => {
  const at = '2026-10-02T22:00:00Z'
  expect(dayWithin({ text: at, excluded: false }, 'Europe/Berlin')).toBe('2026-10-03')
  expect(dayWithin({ text: at, excluded: true }, 'Europe/Berlin')).toBe('2026-10-02')
  expect(dayWithin({ text: '2026-10-03', excluded: false }, 'Europe/Berlin')).toBe('2026-10-03')
  expect(dayAfter('2026-12-31')).toBe('2027-01-01')
})

it('tells an end as a day where it is the whole of one, else to the second', () => {
  const berlin = (text: string, excluded: boolean, isUpper: boolean) =>
    boundWords({ text, excluded }, 'Europe/Berlin', isUpper)
  expect(berlin('2026-10-02T22:00:00Z', false, false)).toEqual({
    text: '2026-10-03',
    excluded: false,
  })
  expect(berlin('2026-10-02T22:00:00.000Z', true, true)).toEqual({
    text: '2026-10-02',
    excluded: false,
  })
  expect(berlin('2026-10-02T22:00:00Z', false, true)).toEqual({
    text: '2026-10-03 00:00:00 +02:00',
    excluded: false,
  })
  // A day that is stored is one of UTC, which begins at two in the night there.
  expect(berlin('2026-10-03', false, false).text).toBe('2026-10-03 02:00:00 +02:00')
  expect(berlin('2026-10-03', false, true)).toEqual({
    text: '2026-10-04 02:00:00 +02:00',
    excluded: true,
  })
  expect(boundWords({ text: '2026-10-03', excluded: true }, 'UTC', true).excluded).toBe(true)
})
