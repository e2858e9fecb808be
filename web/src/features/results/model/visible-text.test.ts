import { expect, it } from 'vitest'
import { visibleText } from './visible-text'

it('writes out what turns the direction of a text', () => {
  expect(visibleText('shop \u202Egpj.exe')).toBe('shop [U+202E]gpj.exe')
  expect(visibleText('\u2066a\u2069')).toBe('[U+2066]a[U+2069]')
})

it.each(['متجر', '👩\u200D👧', 'plain', ''])('leaves %s as it is', (text) => {
  expect(visibleText(text)).toBe(text)
})
