// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { belongsToTyping, KeyMatcher, keyCaps, pressName } from './keys'

const press = (key: string, more: Partial<Parameters<typeof pressName>[0]> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

describe('pressName', () => {
  it('makes one word of ctrl and cmd', () => {
    expect(pressName(press('K', { ctrlKey: true }))).toBe('mod+k')
    expect(pressName(press('k', { metaKey: true }))).toBe('mod+k')
  })

  it('leaves out the shift that makes a sign', () => {
    expect(pressName(press('?', { shiftKey: true }))).toBe('?')
    expect(pressName(press('F', { shiftKey: true, ctrlKey: true }))).toBe('mod+shift+f')
  })
})

describe('KeyMatcher', () => {
  it('knows two keys one after the other', () => {
    const matcher = new KeyMatcher()
    expect(matcher.press('g', ['g q'], 0)).toBeNull()
    expect(matcher.press('q', ['g q'], 500)).toBe('g q')
  })

  it('forgets the first key after a pause', () => {
    const matcher = new KeyMatcher()
    matcher.press('g', ['g q'], 0)
    expect(matcher.press('q', ['g q'], 5_000)).toBeNull()
  })
})

it('leaves plain keys to whoever is typing', () => {
  const input = document.createElement('input')
  expect(belongsToTyping(press('g'), input)).toBe(true)
  expect(belongsToTyping(press('k', { ctrlKey: true }), input)).toBe(false)
  expect(belongsToTyping(press('g'), document.body)).toBe(false)
})

it('draws caps', () => {
  expect(keyCaps('g q')).toEqual(['G', 'Q'])
  expect(keyCaps('mod+enter')).toEqual(['Ctrl', '↵'])
  expect(keyCaps('f8')).toEqual(['F8'])
})
