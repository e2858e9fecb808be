import type { CalendarEntry, CalendarPast, ScheduleCalendar } from '@/api/schedules'

/** "2026-11-28T11:36" of an instant on the clocks of a zone. */
export function localOf(instant: string | number, zone: string): string {
  const text = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone: zone,
  }).format(new Date(instant))
  return text.replace(' ', 'T')
}

export function shiftDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The Monday of the week of a date. */
export function mondayOf(date: string): string {
  return shiftDate(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7))
}

/** The runs of one schedule that begin in one hour. */
export type HourRuns = { scheduleId: string; name: string; runs: CalendarEntry[] }

/** What one schedule has begun in one hour, or was skipped of it. */
export type HourPast = {
  scheduleId: string
  name: string
  /** The worst of them. */
  state: CalendarPast['state']
  runs: CalendarPast[]
}

export type Hour = {
  hour: number
  past: HourPast[]
  schedules: HourRuns[]
  /** The most slots of one account wanted at once. */
  wanted: number
  account: string
  /** More are wanted than the account has. */
  over: boolean
}

export type Day = { date: string; hours: Map<number, Hour> }

const worstFirst: CalendarPast['state'][] = [
  'failed',
  'partly_failed',
  'cancelled',
  'skipped',
  'running',
  'succeeded',
]

/** What has begun, what begins and what is wanted, by day and hour of the calendar's zone. */
export function weekOf(calendar: ScheduleCalendar, monday: string): Day[] {
  const days = Array.from({ length: 7 }, (_, at) => ({
    date: shiftDate(monday, at),
    hours: new Map<number, Hour>(),
  }))
  const hourAt = (local: string): Hour | undefined => {
    const day = days.find(({ date }) => date === local.slice(0, 10))
    if (!day) return
    const hour = Number(local.slice(11, 13))
    const known = day.hours.get(hour) ?? {
      hour,
      past: [],
      schedules: [],
      wanted: 0,
      account: '',
      over: false,
    }
    day.hours.set(hour, known)
    return known
  }
  for (const run of calendar.past) {
    const hour = hourAt(run.localAt)
    const same = hour?.past.find(({ scheduleId }) => scheduleId === run.scheduleId)
    if (!same) {
      const { scheduleId, name, state } = run
      hour?.past.push({ scheduleId, name, state, runs: [run] })
      continue
    }
    same.runs.push(run)
    if (worstFirst.indexOf(run.state) < worstFirst.indexOf(same.state)) same.state = run.state
  }
  for (const entry of calendar.entries) {
    const hour = hourAt(entry.localStart)
    const same = hour?.schedules.find(({ scheduleId }) => scheduleId === entry.scheduleId)
    if (same) same.runs.push(entry)
    else hour?.schedules.push({ scheduleId: entry.scheduleId, name: entry.name, runs: [entry] })
  }
  for (const { at, wanted, account } of calendar.load) {
    const hour = hourAt(localOf(at, calendar.zone))
    if (!hour || wanted <= hour.wanted) continue
    hour.wanted = wanted
    hour.account = account
    hour.over = wanted > calendar.slots.perAccount
  }
  return days
}

/** Hours in which something begins on any day, so that the others can be small. */
export function busyHours(days: Day[]): ReadonlySet<number> {
  return new Set(
    days.flatMap(({ hours }) =>
      [...hours.values()]
        .filter(({ past, schedules, over }) => past.length + schedules.length > 0 || over)
        .map(({ hour }) => hour),
    ),
  )
}

/** "06:30" when one has begun, or "60 times from 06:00". */
export function pastWords(runs: CalendarPast[]): string {
  const first = runs[0]?.localAt.slice(11, 16) ?? ''
  const times = runs.reduce((sum, { instants }) => sum + instants, 0)
  return times === 1 ? first : `${times} times from ${first}`
}

/** "06:30", or "60 times from 06:00" where there are more. */
export function runsWords(runs: CalendarEntry[]): string {
  const first = runs[0]?.localStart.slice(11, 16) ?? ''
  return runs.length === 1 ? first : `${runs.length} times from ${first}`
}
