/**
 * Times as people read them. Everything takes the current instant as an
 * argument, so that screens that tick and tests agree on it.
 */

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** "3 minutes ago", "in 2 days", "just now". Days, months and years are those of the browser's calendar. */
export function relativeTime(instant: string, now: number): string {
  const at = Date.parse(instant)
  const seconds = (at - now) / 1000
  for (const [unit, size] of units) {
    if (Math.abs(seconds) < size) continue
    const count = between[unit]?.(now, at) ?? Math.trunc(seconds / size)
    // Thirty days may lie within one month.
    if (count !== 0) return relative.format(count, unit)
  }
  return Math.abs(seconds) < 10 ? 'just now' : relative.format(Math.trunc(seconds), 'second')
}

/** How many turns of the browser's calendar lie between two instants: dates, months, years. */
const between: Partial<Record<Intl.RelativeTimeFormatUnit, (from: number, to: number) => number>> =
  { day: daysBetween, month: monthsBetween, year: yearsBetween }

function yearsBetween(from: number, to: number): number {
  return new Date(to).getFullYear() - new Date(from).getFullYear()
}

function monthsBetween(from: number, to: number): number {
  return yearsBetween(from, to) * 12 + new Date(to).getMonth() - new Date(from).getMonth()
}

function daysBetween(from: number, to: number): number {
  const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0)
  return Math.round((midnight(to) - midnight(from)) / 86_400_000)
}

/** What each kind of time is written with. */
const written = {
  exact: {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  },
  short: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  },
  zoned: {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  },
  dated: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  },
  day: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  },
} satisfies Record<string, Intl.DateTimeFormatOptions>

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format takes a hundred times as long as using it, so each is made once. */
function formatOf(kind: keyof typeof written, zone: string): Intl.DateTimeFormat {
  const key = `${kind} ${zone}`
  const format =
    formats.get(key) ?? new Intl.DateTimeFormat('en-GB', { ...written[kind], timeZone: zone })
  formats.set(key, format)
  return format
}

/** "Tue 3 Nov 2026, 14:05:09 CET": exact, with its zone. */
export function exactTime(instant: string, zone: string = browserZone()): string {
  return formatOf('exact', zone).format(new Date(instant))
}

/** "3 Nov 2026, 14:05" in a zone; for tables and windows. */
export function shortTime(instant: string, zone: string = browserZone()): string {
  return formatOf('short', zone).format(new Date(instant))
}

/** "3 Nov, 14:05 CET": near enough to now for the year to be plain, with its zone. */
export function zonedTime(instant: string, zone: string = browserZone()): string {
  return formatOf('zoned', zone).format(new Date(instant))
}

/** "3 Nov 2026, 14:05 CET": for what may lie years away. */
export function datedTime(instant: string, zone: string = browserZone()): string {
  return formatOf('dated', zone).format(new Date(instant))
}

/** "1–31 Oct 2026": days of a zone; the end is exclusive, the last day shown is in. */
export function dayRange(start: string, end: string, zone: string = browserZone()): string {
  return formatOf('day', zone).formatRange(new Date(start), new Date(Date.parse(end) - 1))
}

/** "3 Nov 2026" in a zone. */
export function shortDate(instant: string, zone: string = browserZone()): string {
  return formatOf('day', zone).format(new Date(instant))
}

/** "850 ms", "12 s", "1:24", "2:03:10". */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`
  const total = Math.round(milliseconds / 1000)
  if (total < 60) return `${total} s`
  const seconds = String(total % 60).padStart(2, '0')
  const minutes = Math.floor(total / 60) % 60
  const hours = Math.floor(total / 3600)
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`
    : `${minutes}:${seconds}`
}

let zone = { name: '', read: Number.NEGATIVE_INFINITY }

/** The zone of this machine; who travels with it changes it, so it is read again each second. */
export function browserZone(): string {
  const now = performance.now()
  if (now - zone.read > 1000) {
    zone = { name: Intl.DateTimeFormat().resolvedOptions().timeZone, read: now }
  }
  return zone.name
}

/** Every IANA zone this browser knows, UTC first. */
export function zones(): string[] {
  const known = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')
  return ['UTC', ...known]
}
