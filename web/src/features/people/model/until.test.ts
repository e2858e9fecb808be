import { expect, it } from 'vitest'
import { fieldOf, untilOf } from './until'

it('keeps an instant through the field that shows it', () => {
  expect(untilOf(fieldOf('2026-11-30T17:45:00.000Z'))).toBe('2026-11-30T17:45:00.000Z')
  expect(untilOf('')).toBeUndefined()
  expect(untilOf('soon')).toBeUndefined()
  expect(fieldOf(undefined)).toBe('')
})
