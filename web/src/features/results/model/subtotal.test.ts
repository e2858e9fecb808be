import { expect, it } from 'vitest'
import { foldable, isSummed, withAll } from './subtotal'

const columns = [
  { id: 'k1', key: true },
  { id: 'a0', key: false },
  { id: 'k0', key: true },
]

it('says what of a subtotal stands for all values, whatever order the columns have', () => {
  expect(columns.map((column) => isSummed(column, 1))).toEqual([true, false, false])
  expect(columns.map((column) => isSummed(column, 0))).toEqual([true, false, true])
  expect(columns.map((column) => isSummed(column, 2))).toEqual([false, false, false])
})

it('tells subtotals apart from groups of NULL in a copy', () => {
  const rows = [
    [null, '3', 'a'],
    [null, '5', 'a'],
    [null, '9', null],
  ]
  expect(withAll(rows, [2, 1, 0], columns)).toEqual([
    [null, '3', 'a'],
    ['all', '5', 'a'],
    ['all', '9', 'all'],
  ])
  expect(withAll(rows, undefined, columns)).toBe(rows)
})

it('finds the group that a subtotal is of', () => {
  const rows = [
    ['a', 'x', '1'],
    ['a', null, '1'],
    [null, null, '2'],
    [null, null, '3'],
  ]
  const source = {
    depth: 2,
    level: (row: number) => [2, 1, 1, 0][row],
    cell: (row: number, column: number) => rows[row]?.[column],
  }
  expect([0, 1, 2, 3, 4].map((row) => foldable(source, row))).toEqual([
    null,
    ['a'],
    [null],
    null,
    null,
  ])
})
