import { expect, it } from 'vitest'
import {
  defaultSettings,
  exclusiveEnd,
  lastDayOf,
  parseSettings,
  windowProblem,
} from './window-choice'

it('turns the last day that is in into the first that is not, and back', () => {
  expect(exclusiveEnd('2026-02-28')).toBe('2026-03-01')
  expect(lastDayOf('2026-03-01')).toBe('2026-02-28')
  expect(exclusiveEnd('')).toBe('')
})

it('says what is missing', () => {
  const zone = 'Europe/Berlin'
  expect(windowProblem({ preset: 'yesterday', zone })).toBeNull()
  expect(windowProblem({ zone })).toBe('Choose the first and the last day.')
  expect(windowProblem({ from: '2026-02-01', to: '2026-01-01', zone })).toContain('before')
  expect(windowProblem({ from: '2026-01-01', to: '2026-02-01', zone })).toBeNull()
})

it('falls back when what was remembered is spoilt', () => {
  expect(parseSettings({ window: { preset: 'someday' } })).toEqual(defaultSettings())
  const kept = {
    instanceId: 'i1',
    window: { preset: 'yesterday', zone: 'UTC' },
    fields: { a: ['b'] },
  }
  expect(parseSettings(kept)).toEqual(kept)
})
