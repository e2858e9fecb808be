import type { CalendarEntry, ScheduleCalendar } from '@/api/schedules'

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

export type Hour = {
  hour: number
  schedules: HourRuns[]
  /** The most slots of one account wanted at once. */
  wanted: number
  account: string
  /** More are wanted than the account has. */
  over: boolean
}

export type Day = { date: string; hours: Map<number, Hour> }

/** What begins and what is wanted, by day and hour of the calendar's zone. */
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
      schedules: [],
      wanted: 0,
      account: '',
      over: false,
    }
    day.hours.set(hour, known)
    return known
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
        .filter(({ schedules, over }) => schedules.length > 0 || over)
        .map(({ hour }) => hour),
    ),
  )
}

/** "06:30", or "60 times from 06:00" where there are more. */
export function runsWords(runs: CalendarEntry[]): string {
  const first = runs[0]?.localStart.slice(11, 16) ?? ''
  return runs.length === 1 ? first : `${runs.length} times from ${first}`
}
