import { expect, it } from 'vitest'
import {
  defaultSettings,
  exclusiveEnd,
  lastDayOf,
  parseSettings,
  settingsOfRun,
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

it('sets a run up as an execution was', () => {
  const window = {
    start: '2026-01-31T23:00:00Z',
    end: '2026-02-28T23:00:00Z',
    localStart: '2026-02-01T00:00:00',
    localEnd: '2026-03-01T06:30:00',
    zone: 'Europe/Berlin',
    settlesAt: '2026-03-02T23:00:00Z',
    settled: true,
  }
  const instance = {
    id: 'i1',
    name: 'EU',
    amazonId: 'amc1',
    type: 'STANDARD',
    client: { id: 'c1', name: 'Kestrel', color: '#2f6fde' },
  }
  expect(
    settingsOfRun(
      {
        instance,
        window,
        parameters: [
          { name: 'brand', type: 'STRING', array: false },
          { name: 'ids', type: 'LONG', array: true },
        ],
        parameterValues: { brand: 'tern', ids: [1, 2] },
        placeholders: [{ name: 'days', type: 'list', items: 'date' }],
        keepSuppressed: true,
      },
      { days: ['2026-02-03'] },
    ),
  ).toEqual({
    instanceId: 'i1',
    window: { from: '2026-02-01', to: '2026-03-01T06:30:00', zone: 'Europe/Berlin' },
    fields: { brand: 'tern', ids: ['1', '2'], days: ['2026-02-03'] },
    keepSuppressed: true,
  })
})
