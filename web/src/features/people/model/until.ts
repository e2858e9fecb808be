import { datedTime } from '@/lib/time'

/** What a date-and-time field of the browser's zone holds, as an instant; none when it is empty or no time. */
export function untilOf(field: string): string | undefined {
  if (field === '') return undefined
  const at = new Date(field)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** An instant as a date-and-time field of the browser's zone holds it. */
export function fieldOf(until: string | undefined): string {
  if (!until) return ''
  const at = new Date(until)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

const WEEK = 7 * 86_400_000

export type Ending = { tone: 'idle' | 'warn' | 'plain'; words: string }

/** How a grant ends: by itself, with its zone; soon; or already. */
export function endingOf(until: string | undefined, now: number): Ending {
  if (!until) return { tone: 'plain', words: 'until ended' }
  const left = Date.parse(until) - now
  if (left <= 0) return { tone: 'idle', words: `ended ${datedTime(until)}` }
  return { tone: left < WEEK ? 'warn' : 'plain', words: `until ${datedTime(until)}` }
}
