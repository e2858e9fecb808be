import type { Recurrence, RecurrenceMonthly, Weekday } from '@/api/schedules'
import { plural } from '@/lib/number'

/*
 * A rule as the parts of the sentence that is its form. The whole sentence,
 * and whether a rule is right, the server says.
 */

export type Frequency = Recurrence['frequency']

export const weekdays: Weekday[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
]

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
export const weekdayName = (day: Weekday): string => capital(day)

/** Every weekday at 06:30. */
export function firstRule(zone: string): Recurrence {
  return { frequency: 'weekly', weekdays: weekdays.slice(0, 5), at: ['06:30'], zone }
}

/** The same rule at another frequency: only what goes with it stays. */
export function withFrequency(rule: Recurrence, frequency: Frequency): Recurrence {
  const { zone, from, until, excluding, excludedDates, gap, repeat } = rule
  const common = { frequency, zone, from, until, excluding, excludedDates, gap, repeat }
  const at = rule.at?.length ? rule.at : ['06:30']
  switch (frequency) {
    case 'hourly':
      return { ...common, minute: rule.minute ?? 0 }
    case 'daily':
      return { ...common, at }
    case 'weekly':
      return { ...common, at, weekdays: rule.weekdays?.length ? rule.weekdays : ['monday'] }
    case 'monthly':
      return { ...common, at, monthly: rule.monthly ?? { kind: 'day', day: 1 } }
    case 'cron':
      return { ...common, cron: rule.cron || cronOf(rule) }
  }
}

/** A rule as cron, as near as cron comes to it. */
function cronOf({ frequency, at, minute, weekdays: days }: Recurrence): string {
  const [hour = '6', minutes = '30'] = (at?.[0] ?? '06:30').split(':')
  if (frequency === 'hourly') return `${minute ?? 0} * * * *`
  const names = (days ?? []).map((day) => day.slice(0, 3).toUpperCase()).join(',')
  const week = frequency === 'weekly' && names !== '' ? names : '*'
  return `${Number(minutes)} ${Number(hour)} * * ${week}`
}

/** How the sentence begins before its days. */
export const lead = ({ frequency }: Recurrence): string =>
  frequency === 'monthly' ? 'On the' : frequency === 'cron' ? 'By cron' : 'Every'

/** The days, or the hours, of a rule: "weekday", "second week on Monday", "6 hours". */
export function daysWords(rule: Recurrence): string {
  const interval = Math.max(rule.interval ?? 1, 1)
  switch (rule.frequency) {
    case 'hourly':
      return every(interval, 'hour')
    case 'daily':
      return every(interval, 'day')
    case 'weekly': {
      const names = weekWords(rule.weekdays ?? [])
      if (interval === 1) return names
      return `${every(interval, 'week')} on ${names === 'weekday' ? 'weekdays' : names}`
    }
    case 'monthly':
      return `${monthDayWords(rule.monthly)} of every ${every(interval, 'month')}`
    case 'cron':
      return rule.cron || 'no expression yet'
  }
}

function weekWords(days: Weekday[]): string {
  const chosen = weekdays.filter((day) => days.includes(day))
  if (chosen.length === 0) return 'no day yet'
  if (chosen.join() === weekdays.slice(0, 5).join()) return 'weekday'
  return listWords(chosen.map(weekdayName))
}

function every(interval: number, unit: string): string {
  if (interval === 1) return unit
  return interval === 2 ? `second ${unit}` : `${interval} ${unit}s`
}

const nthNames = ['', 'first', 'second', 'third', 'fourth', 'fifth']

export function nthWord(nth: number): string {
  if (nth < 0) return 'last'
  return nthNames[nth] ?? ordinal(nth)
}

export function ordinal(day: number): string {
  const tens = Math.trunc(day / 10) % 10
  const suffix = tens === 1 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')
  return `${day}${suffix}`
}

/** The dates of a monthly rule that names dates. */
export const monthDays = ({ day, days }: RecurrenceMonthly): number[] =>
  days?.length ? days : [day ?? 1]

/** A monthly rule on dates; the server writes one in `day` and several in `days`. */
export function onMonthDays(dates: number[]): RecurrenceMonthly {
  const sorted = [...new Set(dates)].sort((a, b) => a - b)
  return sorted.length > 1 ? { kind: 'day', days: sorted } : { kind: 'day', day: sorted[0] ?? 1 }
}

function monthDayWords(monthly: RecurrenceMonthly | undefined): string {
  switch (monthly?.kind) {
    case 'day':
      return listWords(monthDays(monthly).map(ordinal))
    case 'last_day':
      return 'last day'
    case 'weekday':
      return `${nthWord(monthly.nth ?? 1)} ${weekdayName(monthly.weekday ?? 'monday')}`
    case 'business_day':
      return `${nthWord(monthly.nth ?? 1)} business day`
    default:
      return 'no day yet'
  }
}

/** When in the day, or in the hour; null where the expression says it. */
export function timesWords({ frequency, at, minute }: Recurrence): string | null {
  if (frequency === 'cron') return null
  if (frequency === 'hourly') return `:${String(minute ?? 0).padStart(2, '0')}`
  return at?.length ? listWords(at) : 'no time yet'
}

/** From when until when, and which dates are left out. */
export function boundsWords({ from, until, excluding }: Recurrence): string {
  const parts = [
    from && `from ${from}`,
    until && `until ${until}`,
    excluding?.length && `except on ${plural(excluding.length, 'date')}`,
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(', ') : 'without an end'
}

export function listWords(words: string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** Times of day as somebody types them: "6:30, 18.00" is 06:30 and 18:00. What is no time stays for the server to refuse. */
export function readTimes(text: string): string[] {
  return text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map((word) => {
      const [, hour = '', minutes = '00'] = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(word) ?? []
      return hour === '' ? word : `${hour.padStart(2, '0')}:${minutes}`
    })
}
