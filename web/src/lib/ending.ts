import { datedTime } from '@/lib/time'

const WEEK = 7 * 86_400_000

export type Ending = { tone: 'idle' | 'warn' | 'plain'; words: string }

/** How something ends by itself, with its zone: some day, soon, or already. */
export function endingOf(until: string | undefined, now: number): Ending {
  if (!until) return { tone: 'plain', words: 'until ended' }
  const left = Date.parse(until) - now
  if (left <= 0) return { tone: 'idle', words: `ended ${datedTime(until)}` }
  return { tone: left < WEEK ? 'warn' : 'plain', words: `until ${datedTime(until)}` }
}
