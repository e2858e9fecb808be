import { expect, it } from 'vitest'
import { linkToken, safeNext } from './model'

it.each([
  ['/queries?client=c1', '/queries?client=c1'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  [undefined, '/'],
])('goes on from %s to %s', (next, expected) => {
  expect(safeNext(next)).toBe(expected)
})

it('reads the token of a set-up link', () => {
  expect(linkToken('#token=abc-1')).toBe('abc-1')
  expect(linkToken('')).toBe('')
})
