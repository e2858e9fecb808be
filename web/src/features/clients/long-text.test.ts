import { describe, expect, it } from 'vitest'
import { afterPaste, beginning, behind, fieldHolds, given, lineCount } from './long-text'

const long = Array.from({ length: 60_000 }, (_, at) => `B${String(at).padStart(9, '0')}`)

describe('a paste', () => {
  it.each([
    ['into nothing', { value: '', selectionStart: 0, selectionEnd: 0 }, 'x'],
    ['between two values', { value: 'ab', selectionStart: 1, selectionEnd: 1 }, 'axb'],
    ['over what is selected', { value: 'abc', selectionStart: 1, selectionEnd: 2 }, 'axc'],
  ])('%s', (_, field, after) => {
    expect(afterPaste(field, 'x')).toBe(after)
  })

  it('behind a longer text begins a line', () => {
    expect(behind('a\nb', 'c')).toBe('a\nb\nc')
    expect(behind('a\nb\r\n', 'c')).toBe('a\nb\r\nc')
  })
})

describe('a text of 60,000 lines', () => {
  const text = long.join('\n')

  it('is longer than the field holds, and shown by its first whole lines', () => {
    expect(text.length).toBeGreaterThan(fieldHolds)
    const shown = beginning(text).split('\n')
    expect(shown).toEqual(long.slice(0, shown.length))
    expect(shown.length).toBeGreaterThan(100)
  })

  it('is counted, with a break at its end and without', () => {
    expect(lineCount(text)).toBe(60_000)
    expect(lineCount(`${text}\r\n`)).toBe(60_000)
  })

  it('in one line is cut', () => {
    expect(lineCount(long.join(' '))).toBe(1)
    expect(long.join(' ').startsWith(beginning(long.join(' ')))).toBe(true)
  })
})

it('takes the same text given twice for two', () => {
  expect(given('a').id).not.toBe(given('a').id)
})
