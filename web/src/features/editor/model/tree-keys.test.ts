import { expect, it } from 'vitest'
import { type TreeItem, treeStep } from './tree-keys'

const items: TreeItem[] = [
  { key: 'clicks', table: 'clicks', open: false },
  { key: 'views', table: 'views', open: true },
  { key: 'views.user_id', table: 'views', column: 'user_id' },
]

it('moves line by line and stops at both ends', () => {
  expect(treeStep(items, 'clicks', 'ArrowDown')).toEqual({ focus: 'views' })
  expect(treeStep(items, 'clicks', 'ArrowUp')).toEqual({ focus: 'clicks' })
  expect(treeStep(items, 'views.user_id', 'ArrowDown')).toEqual({ focus: 'views.user_id' })
  expect(treeStep(items, 'clicks', 'End')).toEqual({ focus: 'views.user_id' })
})

it('opens to the right, closes to the left and steps in and out', () => {
  expect(treeStep(items, 'clicks', 'ArrowRight')).toEqual({ toggle: 'clicks' })
  expect(treeStep(items, 'views', 'ArrowRight')).toEqual({ focus: 'views.user_id' })
  expect(treeStep(items, 'views.user_id', 'ArrowLeft')).toEqual({ focus: 'views' })
  expect(treeStep(items, 'views', 'ArrowLeft')).toEqual({ toggle: 'views' })
  expect(treeStep(items, 'clicks', 'ArrowLeft')).toBeNull()
})

it('inserts the name of a line', () => {
  expect(treeStep(items, 'views', 'Enter')).toEqual({ insert: 'views' })
  expect(treeStep(items, 'views.user_id', 'Enter')).toEqual({ insert: 'user_id' })
  expect(treeStep(items, 'views', 'x')).toBeNull()
  expect(treeStep([], 'views', 'Enter')).toBeNull()
})
