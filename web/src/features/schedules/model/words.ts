import type { Occurrence, Schedule, ScheduleContent, SchedulePause } from '@/api/schedules'
import type { Preset } from '@/api/sql'
import { plural } from '@/lib/number'
import { duration } from '@/lib/time'

/** The windows that move with the calendar, as the sentence says them. */
export const presets: { value: Preset; label: string }[] = [
  { value: 'yesterday', label: 'yesterday' },
  { value: 'last_7_days', label: 'the last 7 days' },
  { value: 'last_14_days', label: 'the last 14 days' },
  { value: 'last_30_days', label: 'the last 30 days' },
  { value: 'last_full_week', label: 'the last full week' },
  { value: 'last_full_month', label: 'the last full month' },
  { value: 'month_to_date', label: 'the month to date' },
]

export function windowWords({ preset, range, from, to }: Schedule['window']): string {
  const known = presets.find(({ value }) => value === preset)
  if (known) return known.label
  if (range !== undefined) return rangeWords(range)
  return from || to ? `${from || '…'} to ${to || '…'}` : 'no window yet'
}

/** Whole windows as expressions, for a person to begin with. */
export const ranges = [
  'last_days(14)',
  'last_full_week(sunday)',
  'last_full_month',
  'last_full_quarter',
  'last_full_year',
  'last_full_month-1y',
  'week_to_yesterday(monday)',
  'month_to_yesterday',
  'quarter_to_yesterday',
  'year_to_yesterday',
]

/** A whole window in words, where it has plain ones; else as it is written. */
function rangeWords(range: string): string {
  const [, days] = /^last_days\((\d+)\)$/.exec(range) ?? []
  if (days) return days === '1' ? 'the last day' : `the last ${days} days`
  const [, full, start] = /^last_full_(week|month|quarter|year)(?:\((\w+)\))?$/.exec(range) ?? []
  if (full) return `the last full ${full}${fromDay(start)}`
  const [, open, first] = /^(week|month|quarter|year)_to_yesterday(?:\((\w+)\))?$/.exec(range) ?? []
  if (open) return `the ${open} to yesterday${fromDay(first)}`
  return range || 'no window yet'
}

const fromDay = (day: string | undefined) =>
  day ? ` from ${day.charAt(0).toUpperCase()}${day.slice(1)}` : ''

const pauseTitles: Record<SchedulePause['cause'], string> = {
  person: 'Paused by a person',
  failures: 'Paused after failures',
  connection: 'Paused: the connection needs a new consent',
  ended: 'Ended: no instant is left',
  access: 'Paused: whoever is responsible may no longer run it',
  off_boarding: 'Stopped: its client is being off-boarded',
}

export function pauseTitle({ cause, by }: SchedulePause): string {
  return cause === 'person' && by ? `Paused by ${by.name}` : pauseTitles[cause]
}

/** What becomes of what is due during a pause. Only one for a connection is caught up with. */
export function meanwhileWords({ cause }: SchedulePause, catchUp: Schedule['catchUp']): string {
  if (cause !== 'connection' || catchUp === 'none')
    return 'what is due meanwhile is skipped and recorded'
  return catchUp === 'all'
    ? 'what is due meanwhile runs afterwards, each instant'
    : 'of what is due meanwhile the newest runs afterwards, the others are skipped and recorded'
}

/** Why it is paused, in two words, for a row. */
export const pauseWords: Record<SchedulePause['cause'], string> = {
  person: 'by a person',
  failures: 'after failures',
  connection: 'no consent',
  ended: 'ended',
  access: 'access lost',
  off_boarding: 'client leaves',
}

export const kindWords: Record<Occurrence['kind'], string> = {
  due: '',
  manual: 'run by hand',
  catch_up: 'made up for',
  backfill: 'backfill',
}

type Policy<K extends keyof ScheduleContent> = {
  value: NonNullable<ScheduleContent[K]> & string
  label: string
}

export const catchUps: Policy<'catchUp'>[] = [
  { value: 'latest', label: 'run the newest one and skip the rest' },
  { value: 'all', label: 'run every one of them' },
  { value: 'none', label: 'skip them all' },
]

export const overlaps: Policy<'overlap'>[] = [
  { value: 'skip', label: 'skip the new one' },
  { value: 'queue', label: 'let the new one wait' },
  { value: 'allow', label: 'run both' },
]

export const settles: Policy<'settle'>[] = [
  { value: 'wait', label: 'wait until Amazon’s data are complete' },
  { value: 'run', label: 'run when due, on numbers that may still change' },
]

/** The value among those on offer, or the first. */
export function policyOf<P extends { value: string }>(
  policies: P[],
  value: string | null,
): P['value'] {
  return (policies.find((policy) => policy.value === value) ?? policies[0])?.value ?? ''
}

/** "3 of 4 succeeded"; nothing where there is one, whose state says it all. */
export function executionsWords({ executions }: Pick<Occurrence, 'executions'>): string {
  if (executions.length < 2) return ''
  const succeeded = executions.filter(({ state }) => state === 'succeeded').length
  return `${succeeded} of ${executions.length} succeeded`
}

/** How many of an occurrence can be run once more. */
export function failedCount({
  state,
  executions,
}: Pick<Occurrence, 'state' | 'executions'>): number {
  if (state !== 'failed' && state !== 'partly_failed' && state !== 'cancelled') return 0
  return executions.filter(({ state }) => state !== 'succeeded').length
}

/** "on time", "12 s late"; nothing before it began. */
export function latenessWords({
  startedAt,
  latenessMs,
}: Pick<Occurrence, 'startedAt' | 'latenessMs'>): string {
  if (!startedAt) return ''
  return latenessMs < 1000 ? 'on time' : `${duration(latenessMs)} late`
}

/** How it stands with a schedule's successes, from its failures in a row. */
export function streakWords({
  failures,
  lastOccurrence,
}: Pick<Schedule, 'failures' | 'lastOccurrence'>): string {
  if (failures > 0) return `${plural(failures, 'failure')} in a row`
  return lastOccurrence?.state === 'succeeded' ? 'no failure since the last success' : ''
}

/** How many succeeded in a row. */
export const successWords = (streak: number): string =>
  streak === 0 ? 'the last one failed' : `the last ${streak} succeeded`

/** Seconds as people say them: "6 hours", "90 minutes", "40 seconds". */
export function spanWords(seconds: number): string {
  if (seconds === 0) return 'none'
  if (seconds % 3600 === 0) return plural(seconds / 3600, 'hour')
  if (seconds % 60 === 0) return plural(seconds / 60, 'minute')
  return plural(seconds, 'second')
}
