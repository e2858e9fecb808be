import { expect, it } from 'vitest'
import { draftText, dynamicOf, expressionOf } from './dynamic'

it.each([
  ['date', 'today-14d', { date: 'today-14d' }],
  ['date', '-14d', { date: '-14d' }],
  ['timestamp', 'now-6h', { timestamp: 'now-6h' }],
  ['timestamp', 'now-6h in Europe/Berlin', { timestamp: 'now-6h', in: 'Europe/Berlin' }],
] as const)('takes a %s %s', (kind, typed, dynamic) => {
  const text = draftText(kind, typed)
  expect(dynamicOf(text)).toEqual(dynamic)
  expect(expressionOf(text)).toBe(typed)
})

it('leaves plain dates and other text alone', () => {
  for (const text of ['2026-01-31', '', '{"a":1}', '{"date":', '{"date":1}']) {
    expect(dynamicOf(text)).toBeNull()
    expect(expressionOf(text)).toBe(text)
  }
  expect(draftText('date', '2026-01-31')).toBe('2026-01-31')
})
