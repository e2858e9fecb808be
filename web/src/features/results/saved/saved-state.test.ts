import { expect, it } from 'vitest'
import { addressOf, isChanged, lossWords, stateOf } from './saved-state'

const now = {
  view: { sort: [{ column: 'c1', descending: true }], filters: [] },
  columns: { hidden: ['c0'] },
  saved: 'sav_1',
}

it('saves everything that the address says, but for where it came from', () => {
  expect(stateOf(now)).toEqual({ view: now.view, columns: now.columns })
  expect(stateOf({ view: undefined, saved: 'sav_1' })).toEqual({})
})

it('puts a view in the place of all that was there', () => {
  const state = { view: { sort: [{ column: 'c2' }] } }
  expect(addressOf(now, state, 'sav_2')).toEqual({ ...state, columns: undefined, saved: 'sav_2' })
})

it('tells a view that was changed from one that says the same in other words', () => {
  const same = { columns: { hidden: ['c0'], pinned: [] }, view: { sort: now.view.sort } }
  expect(isChanged(now, same)).toBe(false)
  expect(isChanged(now, { ...same, columns: { hidden: ['c1'] } })).toBe(true)
  expect(isChanged(now, {})).toBe(true)
})

it('says what was left out and why', () => {
  const reason = 'the result has no such column'
  expect(lossWords({ part: 'filter', column: 'device', reason })).toBe(
    'Left out: the filter of “device”, because the result has no such column.',
  )
  expect(lossWords({ part: 'chart', column: 'cost', reason })).toContain('the chart with “cost”')
  expect(lossWords({ part: 'view', reason: 'it cannot be read any more' })).toBe(
    'Left out: the view, because it cannot be read any more.',
  )
})
