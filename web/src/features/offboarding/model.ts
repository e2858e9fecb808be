import type { OffBoarding, OffBoardingStep } from '@/api/off-boarding'
import { bytes, count } from '@/lib/number'

/** What a step would be for: "3", "12 · 4.5 MB"; nothing when that cannot be counted. */
export function amountOf(step: Pick<OffBoardingStep, 'count' | 'bytes'>): string {
  if (step.count === 0) return ''
  return step.bytes > 0 ? `${count(step.count)} · ${bytes(step.bytes)}` : count(step.count)
}

export type Standing = 'done' | 'now' | 'later'

/** Which steps are done, which one is taken now, and which wait. */
export function standingsOf({ state, steps }: Pick<OffBoarding, 'state' | 'steps'>): Standing[] {
  let before = true
  return steps.map((step) => {
    if (step.doneAt) return 'done'
    const now = before && (step.phase === 'stop' || state === 'destroying')
    before = false
    return now ? 'now' : 'later'
  })
}

export const standingWords: Record<Standing, string> = {
  done: 'done',
  now: 'under way',
  later: 'waits',
}

export const stateWords: Record<OffBoarding['state'], string> = {
  staying: '',
  stopping: 'Stopping: its data are still there, and it can be taken back.',
  stopped: 'Stopped: nothing runs for it. Its data are still there, and it can be taken back.',
  destroying: 'Its data are being destroyed. This cannot be taken back.',
  destroyed: 'It has left. Its data are destroyed.',
}

/** Whether the client can still be taken back. */
export const isUndoable = (state: OffBoarding['state']) =>
  state === 'stopping' || state === 'stopped'
