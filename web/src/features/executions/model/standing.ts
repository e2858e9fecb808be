import type { Execution } from '@/api/executions'
import { plural } from '@/lib/number'
import { zonedTime } from '@/lib/time'

type Standing = NonNullable<Execution['standing']>

/** How an execution that waits for a slot stands, in sentences. */
export function standingWords(standing: Standing): string[] {
  const { ahead, elsewhere, accountFull, pausedAt, startAt } = standing
  if (pausedAt) return ['The instance is paused: nothing begins on it until somebody resumes it.']
  const words = [
    ahead === 0
      ? 'It is next in line for a slot of the instance.'
      : `${plural(ahead, 'execution')} of the instance ${ahead === 1 ? 'is' : 'are'} ahead of it.`,
  ]
  if (elsewhere > 0) {
    words.push(
      `${plural(elsewhere, 'slot')} ${elsewhere === 1 ? 'is' : 'are'} taken by runs that were begun elsewhere, such as in Amazon’s console.`,
    )
  }
  if (accountFull) {
    words.push(
      'All slots of the AMC account are taken; executions of its other instances wait for them too.',
    )
  }
  if (startAt) words.push(`It is expected to start at about ${zonedTime(startAt)}.`)
  return words
}
