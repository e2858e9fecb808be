import { expect, it } from 'vitest'
import { markOf } from './cell-mark'

const dimension = { metric: false, computed: false }

it('tells apart NULL, empty text and what AMC took away', () => {
  expect(markOf(null, dimension, false)).toBe('null')
  expect(markOf('', dimension, true)).toBe('empty')
  expect(markOf(null, dimension, true)).toBe('suppressed')
  expect(markOf('x', dimension, true)).toBeNull()
  expect(markOf(undefined, dimension, true)).toBeNull()
})

it('calls nothing suppressed that AMC does not take away', () => {
  expect(markOf(null, { ...dimension, metric: true }, true)).toBe('null')
  expect(markOf(null, { ...dimension, computed: true }, true)).toBe('null')
  expect(markOf(null, { ...dimension, mark: 'suppressedReason' }, true)).toBe('null')
})
