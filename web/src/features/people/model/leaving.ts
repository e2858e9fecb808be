import type { DisabledPerson, Responsibilities } from '@/api/people'
import { plural } from '@/lib/number'

/** What becomes of what rests on a person once they are disabled, a line each; that of schedules first. */
export function restsWords(rests: Responsibilities, name: string, heir?: string): string[] {
  const { schedules, takenOver, connections, sharedViews, approvals } = rests
  const left = schedules - takenOver
  return [
    schedules > 0 && !heir && `${plural(schedules, 'schedule')} will pause: nobody takes over.`,
    schedules > 0 &&
      heir &&
      `${heir} takes over ${left === 0 ? plural(schedules, 'schedule') : `${takenOver} of ${plural(schedules, 'schedule')}; ${left} will pause, as ${heir} may not run ${left === 1 ? 'it' : 'them'}`}.`,
    connections > 0 &&
      `${plural(connections, 'connection')} to Amazon go${connections === 1 ? 'es' : ''} on with the consent of ${name} until Amazon ends it. Have somebody else reconnect.`,
    sharedViews > 0 &&
      `${plural(sharedViews, 'shared view')} stay${sharedViews === 1 ? 's' : ''}; authors of the instance can change ${sharedViews === 1 ? 'it' : 'them'}.`,
    approvals > 0 && `${plural(approvals, 'request')} for approval will be taken back.`,
  ].filter((line) => typeof line === 'string')
}

/** What disabling somebody has done. */
export function disabledWords({ sessions, tokens, handedOver, left }: DisabledPerson): string {
  return [
    `${plural(sessions, 'session')} and ${plural(tokens, 'token')} ended.`,
    handedOver > 0 && `${plural(handedOver, 'schedule')} handed over.`,
    left > 0 && `${plural(left, 'schedule')} paused, as nobody is responsible any more.`,
  ]
    .filter(Boolean)
    .join(' ')
}
