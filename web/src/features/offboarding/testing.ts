import type { OffBoarding, OffBoardingStep } from '@/api/off-boarding'

/** A step that nothing is known of yet. */
export function step(change: Partial<OffBoardingStep> = {}): OffBoardingStep {
  return {
    name: 'schedules',
    phase: 'stop',
    title: 'Schedules are stopped',
    count: 0,
    bytes: 0,
    notes: [],
    left: -1,
    ...change,
  }
}

/** What off-boarding Kestrel would do. */
export function offBoarding(change: Partial<OffBoarding> = {}): OffBoarding {
  return {
    clientId: 'cli_1',
    clientName: 'Kestrel Outdoor',
    state: 'staying',
    steps: [
      step({ count: 2 }),
      step({
        name: 'connections',
        title: 'Tokens are forgotten',
        notes: ['The connection NA of Ada stays: it also serves Fernhollow.'],
      }),
      step({
        name: 'key',
        phase: 'destroy',
        title: 'The key is destroyed',
        count: 12,
        bytes: 4_500_000,
      }),
    ],
    ...change,
  }
}
