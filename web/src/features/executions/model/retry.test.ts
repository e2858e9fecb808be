import { expect, it } from 'vitest'
import { amazonWords, retryWords } from './retry'

const noon = Date.parse('2026-03-10T12:00:00Z')
const at = '2026-03-10T12:00:42Z'

it('counts down to the next try', () => {
  expect(retryWords({ number: 3, of: 6, at }, noon)).toBe('Retry 3 of 6 in 42 s')
  expect(retryWords({ number: 3, of: 6, at }, noon + 42_000)).toBe('Retry 3 of 6 now')
  expect(retryWords({ number: 9, at }, noon - 60_000)).toBe('Retry 9 in 1:42')
})

it('quotes Amazon only where Amazon spoke and said more than we do', () => {
  const error = { class: 'throttled', code: 'amazon.throttled', message: 'Fewer calls.' } as const
  expect(amazonWords({ ...error, raw: 'Too Many Requests\nrid 1' })).toBe('Too Many Requests')
  expect(amazonWords({ ...error, raw: 'Fewer calls.' })).toBeUndefined()
  expect(amazonWords({ ...error, code: 'internal', raw: 'x' })).toBeUndefined()
  expect(amazonWords(error)).toBeUndefined()
})
