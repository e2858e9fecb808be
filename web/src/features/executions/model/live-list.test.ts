import { expect, it } from 'vitest'
import { executionSummary } from '../testing'
import { elapsed, newestOf, splitFresh } from './live-list'

const at = (minute: number) =>
  executionSummary({ id: `e${minute}`, createdAt: `2026-03-10T12:0${minute}:00Z` })

it('keeps new rows waiting above the ones that were seen', () => {
  const seen = newestOf([at(2), at(1)])
  expect(splitFresh([at(4), at(3), at(2), at(1)], seen)).toEqual({
    shown: [at(2), at(1)],
    fresh: 2,
  })
})

it('lets rows that were seen change in place', () => {
  const changed = { ...at(2), state: 'failed' as const }
  expect(splitFresh([changed, at(1)], at(2).createdAt).shown[0]?.state).toBe('failed')
})

it('shows everything when nothing that was seen is left', () => {
  expect(splitFresh([at(4), at(3)], at(1).createdAt)).toEqual({ shown: [at(4), at(3)], fresh: 0 })
})

it('measures what is running until now', () => {
  expect(elapsed(at(1), Date.parse('2026-03-10T12:02:30Z'))).toBe(90_000)
  expect(elapsed({ ...at(1), finishedAt: '2026-03-10T12:01:05Z' }, 0)).toBe(5_000)
})
