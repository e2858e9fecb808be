import { expect, it } from 'vitest'
import { parseTable } from './pasted-table'

it('reads what spreadsheets copy', () => {
  expect(parseTable('B01\tShoes, red\nB02\t\n')).toEqual([
    ['B01', 'Shoes, red'],
    ['B02', ''],
  ])
})

it('reads CSV with quotes, line breaks and either separator', () => {
  expect(parseTable('a,"b ""c"", d"\r\n1,"two\nlines"')).toEqual([
    ['a', 'b "c", d'],
    ['1', 'two\nlines'],
  ])
  expect(parseTable('a;1,5\nb;2')).toEqual([
    ['a', '1,5'],
    ['b', '2'],
  ])
})

it('leaves empty lines out and closes what was left open', () => {
  expect(parseTable('')).toEqual([])
  expect(parseTable('\n\na\n\n')).toEqual([['a']])
  expect(parseTable('"open')).toEqual([['open']])
})

it('reads 60,000 rows at once', () => {
  const text = Array.from({ length: 60_000 }, (_, row) => `B${row}\t${row}`).join('\n')
  expect(parseTable(text)).toHaveLength(60_000)
})
