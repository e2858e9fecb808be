import { expect, it } from 'vitest'
import { changeWords, foundWords } from './discovery-words'
import { discovery } from './testing'

it('tells what changed and what did not', () => {
  expect(changeWords(discovery())).toBe('nothing changed')
  expect(changeWords(discovery({ added: 2, gone: 1 }))).toBe('2 new, 1 gone')
  expect(changeWords(discovery({ changed: 1, returned: 3 }))).toBe('1 changed, 3 back')
  expect(foundWords(discovery({ instances: 1, accounts: 2 }))).toBe('1 instance in 2 accounts')
})
