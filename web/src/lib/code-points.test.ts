import { describe, expect, it } from 'vitest'
import {
  fromCodePointOffset,
  toCodePointColumn,
  toCodePointOffset,
  toUtf16Column,
} from './code-points'

describe('columns', () => {
  const line = "'🛒é' AS x"

  it('agree while text is plain', () => {
    expect(toUtf16Column('SELECT a', 8)).toBe(8)
    expect(toCodePointColumn('SELECT a', 8)).toBe(8)
  })

  it('shift by one unit after a character outside the basic plane', () => {
    expect(toUtf16Column(line, 3)).toBe(4)
    expect(toCodePointColumn(line, 4)).toBe(3)
  })

  it('turn there and back for every column of a line', () => {
    const points = Array.from(line).length
    for (let column = 1; column <= points + 1; column++) {
      expect(toCodePointColumn(line, toUtf16Column(line, column))).toBe(column)
    }
  })

  it('clamp a column beyond the end of the line', () => {
    expect(toUtf16Column('ab', 9)).toBe(3)
  })
})

describe('offsets', () => {
  const text = 'é🛒 b'

  it('count code points', () => {
    expect(toCodePointOffset(text, 1)).toBe(1)
    expect(toCodePointOffset(text, 3)).toBe(2)
  })

  it('turn there and back', () => {
    for (const offset of [0, 1, 3, 4, 5]) {
      expect(fromCodePointOffset(text, toCodePointOffset(text, offset))).toBe(offset)
    }
  })
})
