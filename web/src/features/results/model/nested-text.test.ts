import { expect, it } from 'vitest'
import { nestedText } from './nested-text'

it('unfolds lists and objects, with every digit of their numbers', () => {
  expect(nestedText('{"a":[1,12345678901234567890],"b":"x, [y]"}')).toEqual({
    text: '{\n  "a": [\n    1,\n    12345678901234567890\n  ],\n  "b": "x, [y]"\n}',
    isRead: false,
  })
  expect(nestedText('[]')?.text).toBe('[]')
})

it('unfolds what AMC prints without quotes', () => {
  expect(nestedText('[[1, search], [12345678901234567890, a b]]')).toEqual({
    text: '[\n  [\n    1,\n    "search"\n  ],\n  [\n    12345678901234567890,\n    "a b"\n  ]\n]',
    isRead: true,
  })
  expect(nestedText('{a=0, b=[1, x], c={}}')?.text).toBe(
    '{\n  "a": 0,\n  "b": [\n    1,\n    "x"\n  ],\n  "c": {}\n}',
  )
})

it.each([
  'plain',
  '17',
  '{broken',
  '[a,b]',
  '[a, ]',
  '[a,  b]',
  '[a=1, b]',
  '{a}',
  '{a=1=2}',
  '[a] and [b]',
  '[a[0]]',
  `${'['.repeat(40)}x${']'.repeat(40)}`,
])('leaves %s as it is, for it could be read in two ways', (value) => {
  expect(nestedText(value)).toBeNull()
})
