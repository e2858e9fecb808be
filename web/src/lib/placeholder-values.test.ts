import { expect, it } from 'vitest'
import type { Placeholder } from '@/api/queries'
import {
  askedPlaceholders,
  faultsByName,
  givenOf,
  placeholderWords,
  readPlaceholders,
  sentValue,
} from './placeholder-values'

const ids: Placeholder = { name: 'ids', type: 'list', items: 'number' }
const rows: Placeholder = {
  name: 'rows',
  type: 'rows',
  columns: [
    { name: 'asin', type: 'string' },
    { name: 'rank', type: 'number' },
  ],
}

it('asks for what is declared, then for what only stands in the text', () => {
  const asked = askedPlaceholders(
    [ids],
    [
      { name: 'rows', declared: false, proposal: rows, ranges: [] },
      // Declared since that answer came.
      { name: 'ids', declared: false, proposal: { ...ids, items: 'string' }, ranges: [] },
    ],
  )
  expect(asked).toEqual([
    { placeholder: ids, declared: true },
    { placeholder: rows, declared: false },
  ])
})

it('sends what was given and names what is missing', () => {
  const asked = askedPlaceholders(
    [
      ids,
      rows,
      { name: 'day', type: 'date', default: '2026-05-01' },
      { name: 'word', type: 'string' },
    ],
    [],
  )
  const form = readPlaceholders(asked, {
    ids: ['590000000000000017'],
    rows: [['B01', '']],
    word: '',
  })
  expect(form.values).toEqual({ ids: ['590000000000000017'], rows: [['B01', null]] })
  expect(form.problems).toEqual({ word: 'needs a value' })
})

it('gives times their seconds', () => {
  const time: Placeholder = { name: 'from', type: 'timestamp' }
  expect(sentValue(time, '2026-05-01T06:30')).toBe('2026-05-01T06:30:00')
  expect(sentValue(time, '2026-05-01T06:30:05')).toBe('2026-05-01T06:30:05')
})

it('shows defaults as fields do', () => {
  expect(givenOf(ids, [1, '2'])).toEqual(['1', '2'])
  expect(givenOf(rows, [['a', null], 5])).toEqual([['a', ''], ['5']])
  expect(givenOf({ name: 'on', type: 'boolean' }, true)).toBe('true')
  expect(givenOf({ name: 'on', type: 'boolean' }, undefined)).toBe('')
})

it('says types in words', () => {
  expect(placeholderWords(ids)).toBe('list of numbers')
  expect(placeholderWords(rows)).toBe('rows of asin, rank')
  expect(placeholderWords({ name: 'x', type: 'pattern' })).toBe('pattern')
})

it('brings the faults of the server to their fields', () => {
  expect(
    faultsByName({
      '/parameterValues/ids/17': 'is no number',
      '/parameterValues/ids/18': 'is no number',
      '/parameterValues/rows/1/0': 'is no number',
      '/parameterValues/a~1b': 'needs a value',
      '/window': 'is wrong',
    }),
  ).toEqual({
    ids: 'no. 18 is no number · no. 19 is no number',
    rows: 'row 2, column 1 is no number',
    'a/b': 'needs a value',
  })
})
