import { describe, expect, it } from 'vitest'
import { execution } from '../testing'
import { phasesAhead, phasesOf, phaseWidths } from './timeline'

const noon = Date.parse('2026-03-10T12:00:00Z')
const minutes = (n: number) => noon + n * 60_000

describe('phasesOf', () => {
  it('lets the phase of a running execution last until now', () => {
    const phases = phasesOf(execution({ state: 'running' }), minutes(9))
    expect(phases.map((phase) => phase.state)).toEqual([
      'queued',
      'submitting',
      'pending',
      'running',
    ])
    expect(phases.at(-1)).toMatchObject({ start: minutes(3), end: minutes(9), open: true })
  })

  it('ends with the last phase once the execution is over', () => {
    const phases = phasesOf(execution({ state: 'succeeded' }), minutes(99))
    expect(phases.at(-1)).toMatchObject({ state: 'collecting', end: minutes(5), open: false })
  })

  it('joins progress within a state and keeps repeats of a retry apart', () => {
    const at = (minute: number) => new Date(minutes(minute)).toISOString()
    const phases = phasesOf(
      execution({
        state: 'running',
        events: [
          { at: at(0), state: 'running', message: '' },
          { at: at(1), state: 'running', message: 'half' },
          { at: at(2), state: 'waiting', message: 'Amazon is busy' },
          { at: at(3), state: 'running', message: '' },
        ],
      }),
      minutes(4),
    )
    expect(phases.map((phase) => phase.state)).toEqual(['running', 'waiting', 'running'])
    expect(phases[0]).toMatchObject({ end: minutes(2), message: 'half' })
  })

  it('has a phase even before the first event', () => {
    expect(phasesOf(execution({ events: [] }), minutes(1))).toHaveLength(1)
  })

  it('leaves out states it does not know', () => {
    const events = [{ at: '2026-03-10T12:00:00Z', state: 'dreaming', message: '' }]
    expect(phasesOf(execution({ events }), minutes(1))).toEqual([])
  })
})

it('gives every phase a width one can see, together the whole', () => {
  const phases = phasesOf(execution({ state: 'running' }), minutes(3 * 24 * 60))
  const widths = phaseWidths(phases)
  expect(Math.min(...widths)).toBeGreaterThanOrEqual(9)
  expect(widths.reduce((a, b) => a + b)).toBeCloseTo(100)
})

it('knows what lies ahead', () => {
  expect(phasesAhead('pending')).toEqual(['running', 'collecting'])
  expect(phasesAhead('succeeded')).toEqual([])
})
