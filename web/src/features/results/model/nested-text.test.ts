import { expect, it } from 'vitest'
import { nestedText } from './nested-text'

it('unfolds lists and objects, with every digit of their numbers', () => {
  expect(nestedText('{"a":[1,12345678901234567890],"b":"x, [y]"}')).toBe(
    '{\n  "a": [\n    1,\n    12345678901234567890\n  ],\n  "b": "x, [y]"\n}',
  )
  expect(nestedText('[]')).toBe('[]')
})

it.each(['plain', '[a, b]', '{broken', '17'])('leaves %s as it is', (value) => {
  expect(nestedText(value)).toBeNull()
})
