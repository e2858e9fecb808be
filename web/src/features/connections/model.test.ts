import { expect, it } from 'vitest'
import { consentProblem } from './model'

// The codes are those that the server sends a browser back with.
it.each([
  ['connection.consent_denied', 'nothing has changed'],
  ['connection.consent_invalid', 'came back too late'],
  ['connection.app_refused', 'refuses the registration'],
  ['connection.amazon_unavailable', 'could not be reached'],
])('says %s in words', (code, words) => {
  expect(consentProblem(code)).toContain(words)
  expect(consentProblem(code)).not.toContain(code)
})

it('names a code that it does not know', () => {
  expect(consentProblem('connection.new')).toContain('(connection.new)')
})
