import { expect, it } from 'vitest'
import { executionSummary } from '../testing'
import { joinHead } from './long-list'

const rows = (...ids: number[]) => ids.map((id) => executionSummary({ id: String(id) }))
const ids = (items: { id: string }[]) => items.map(({ id }) => Number(id))

it('lets the head speak for what it covers', () => {
  const head = rows(9, 8, 6) // 7 is gone, 9 is new
  const { items, torn } = joinHead(head, rows(8, 7, 6, 5, 4), 3)
  expect(ids(items)).toEqual([9, 8, 6, 5, 4])
  expect(torn).toBe(false)
})

it('is all there is when it is not full', () => {
  expect(ids(joinHead(rows(3), rows(3, 2, 1), 3).items)).toEqual([3])
})

it('says when rows are missing between the two', () => {
  expect(joinHead(rows(9, 8, 7), rows(5, 4), 3).torn).toBe(true)
  expect(joinHead(rows(9, 8, 7), rows(7, 6), 3).torn).toBe(false)
})
