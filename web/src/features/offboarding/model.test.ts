import { expect, it } from 'vitest'
import { amountOf, isUndoable, standingsOf } from './model'
import { offBoarding, step } from './testing'

it('counts what a step is for', () => {
  expect(amountOf({ count: 0, bytes: 0 })).toBe('')
  expect(amountOf({ count: 1200, bytes: 0 })).toBe('1,200')
  expect(amountOf({ count: 12, bytes: 4_500_000 })).toBe('12 · 4.5 MB')
})

it('takes one step at a time, and destroys nothing before the grace time is over', () => {
  const done = step({ doneAt: '2026-03-01T12:00:00Z' })
  const stop = step({ phase: 'stop' })
  const destroy = step({ phase: 'destroy' })
  const of = (state: 'stopping' | 'stopped' | 'destroying', steps: (typeof done)[]) =>
    standingsOf(offBoarding({ state, steps }))
  expect(of('stopping', [done, stop, stop, destroy])).toEqual(['done', 'now', 'later', 'later'])
  expect(of('stopped', [done, done, destroy])).toEqual(['done', 'done', 'later'])
  expect(of('destroying', [done, destroy, destroy])).toEqual(['done', 'now', 'later'])
})

it('can be taken back until the data go', () => {
  expect(
    ['staying', 'stopping', 'stopped', 'destroying', 'destroyed'].filter(isUndoable as never),
  ).toEqual(['stopping', 'stopped'])
})
