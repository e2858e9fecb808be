import { expect, it } from 'vitest'
import { foldAll, isUnfolded, turnFold } from './fold'

const group = { by: ['c0', 'c1'], subtotals: true }

it('turns one group over, and back', () => {
  expect(isUnfolded(group, ['a'])).toBe(true)
  const once = turnFold(group, ['a'])
  expect([['a'], ['b'], [null]].map((path) => isUnfolded(once, path))).toEqual([false, true, true])
  expect(isUnfolded(turnFold(once, [null]), [null])).toBe(false)
  expect(turnFold(once, ['a'])).toEqual({ ...group, except: [] })
})

it('folds every group, of which one can be unfolded again', () => {
  const all = foldAll(turnFold(group, ['a']), true)
  expect(all).toEqual({ ...group, folded: true })
  expect(isUnfolded(all, ['a'])).toBe(false)
  expect(isUnfolded(turnFold(all, ['a']), ['a'])).toBe(true)
  expect(foldAll(turnFold(all, ['a']), false)).toEqual(group)
})
