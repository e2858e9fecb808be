import { expect, it } from 'vitest'
import { mayOf } from '@/lib/may'
import { owner } from '@/lib/testing/me'
import { executionSummary } from '../testing'
import { forEachOf, type Outcome, progressWords, rangeOf, splitSelection } from './bulk'

it('acts on every one whatever became of the others, and says so of each', async () => {
  const outcomes = new Map<string, Outcome>()
  const asked: string[] = []
  await forEachOf(
    ['a', 'b', 'c', 'd', 'e', 'f'],
    async (id) => {
      asked.push(id)
      if (id === 'b') throw new Error('It has already ended.')
      return 'stopping'
    },
    (id, outcome) => outcomes.set(id, outcome),
  )
  expect(asked.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  expect(outcomes.get('b')).toEqual({ ok: false, words: 'It has already ended.' })
  expect(outcomes.get('f')).toEqual({ ok: true, words: 'stopping' })
  expect(progressWords(outcomes, 6)).toBe('5 done, 1 refused')
  expect(progressWords(new Map(), 2)).toBe('0 done, 2 to go')
})

it('cancels only what is open', () => {
  const rows = [
    executionSummary({ id: 'a', state: 'running' }),
    executionSummary({ id: 'b', state: 'failed' }),
    executionSummary({ id: 'c', state: 'queued' }),
  ]
  expect(splitSelection(rows, new Set(['a', 'b', 'gone']), mayOf(owner()))).toEqual({
    chosen: ['a', 'b'],
    open: ['a'],
    again: ['a', 'b'],
  })
  expect(splitSelection(rows, new Set(['a', 'b']), mayOf(undefined))).toEqual({
    chosen: ['a', 'b'],
    open: [],
    again: [],
  })
})

it('selects a range in either direction', () => {
  expect(rangeOf(['a', 'b', 'c', 'd'], 'd', 'b')).toEqual(['b', 'c', 'd'])
  expect(rangeOf(['a', 'b'], 'gone', 'b')).toEqual(['b'])
})
