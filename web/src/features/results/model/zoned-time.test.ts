import { expect, it } from 'vitest'
import { isZone, zonedText } from './zoned-time'

it('writes an instant on the clocks of a zone, with their offset', () => {
  expect(zonedText('2026-01-05T12:00:00.000Z', 'UTC')).toBe('2026-01-05 12:00:00')
  expect(zonedText('2026-01-05T12:00:00Z', 'Europe/Berlin')).toBe('2026-01-05 13:00:00 +01:00')
  expect(zonedText('2026-01-01T02:00:00Z', 'America/New_York')).toBe('2025-12-31 21:00:00 -05:00')
  expect(zonedText('2026-01-05T12:00:00Z', 'Asia/Kathmandu')).toBe('2026-01-05 17:45:00 +05:45')
})

it('tells the two hours apart that an autumn night has', () => {
  expect(zonedText('2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe('2026-10-25 02:30:00 +02:00')
  expect(zonedText('2026-10-25T01:30:00Z', 'Europe/Berlin')).toBe('2026-10-25 02:30:00 +01:00')
})

it('keeps parts of a second that are some, and leaves alone what is no instant', () => {
  expect(zonedText('2026-01-05T12:00:00.250Z', 'UTC')).toBe('2026-01-05 12:00:00.250')
  expect(zonedText('2026-01-05', 'Europe/Berlin')).toBe('2026-01-05')
  expect(zonedText('soon', 'Europe/Berlin')).toBe('soon')
})

it('knows what is a zone', () => {
  expect(isZone('Europe/Berlin')).toBe(true)
  expect(isZone('Europe/Atlantis')).toBe(false)
})
