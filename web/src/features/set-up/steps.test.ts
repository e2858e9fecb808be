import { expect, it } from 'vitest'
import type { SetUpStep } from '@/api/organisation'
import { shownStep, stepAfter } from './steps'

const steps: SetUpStep[] = [
  { step: 'organisation', state: 'done' },
  { step: 'connection', state: 'open' },
  { step: 'people', state: 'skipped' },
  { step: 'self_test', state: 'open' },
]

it('shows what was asked for, else the first that is open', () => {
  expect(shownStep(steps, undefined)).toBe('connection')
  expect(shownStep(steps, 'people')).toBe('people')
  expect(shownStep(steps, 'nonsense')).toBe('connection')
  expect(shownStep(steps.slice(0, 1), undefined)).toBeUndefined()
})

it('goes on to what is open after a step, and comes back to what was passed over', () => {
  expect(stepAfter(steps, 'connection')).toBe('self_test')
  expect(stepAfter(steps, 'self_test')).toBe('connection')
  expect(stepAfter(steps.slice(0, 2), 'connection')).toBeUndefined()
})
