/**
 * Instants in a zone. The offset of a zone changes at quarters of an hour only,
 * so it is looked up once for each of them: a grid writes hundreds of times in a
 * frame, and asking for parts of a date is slow.
 */

const QUARTER = 15 * 60_000
const offsets = new Map<string, Map<number, number>>()
const formats = new Map<string, Intl.DateTimeFormat>()

/** Minutes that the clocks of a zone are ahead of UTC. */
export function offsetOf(zone: string, at: number): number {
  const quarter = Math.floor(at / QUARTER)
  let known = offsets.get(zone)
  if (!known || known.size > 20_000) {
    known = new Map()
    offsets.set(zone, known)
  }
  const offset = known.get(quarter) ?? readOffset(zone, quarter * QUARTER)
  known.set(quarter, offset)
  return offset
}

function readOffset(zone: string, at: number): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  formats.set(zone, format)
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const match = /^GMT([+-])(\d\d):(\d\d)/.exec(name)
  if (!match) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return match[1] === '-' ? -minutes : minutes
}

/** Whether this browser knows a zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

const instant = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z$/

/** The milliseconds of an instant as AMC writes it; null for what is none. */
export function parsedInstant(text: string): number | null {
  return instant.test(text) ? Date.parse(text.replace(' ', 'T')) : null
}

/** "2026-01-05T13:00:00.000Z": what the clocks of a zone show at an instant, as if they went by UTC. */
export function clockOf(at: number, zone: string): string {
  const offset = zone === 'UTC' ? 0 : offsetOf(zone, at)
  return new Date(at + offset * 60_000).toISOString()
}

/**
 * "2026-01-05 13:00:00 +01:00": an instant as AMC writes it, on the clocks of a
 * zone and how far these are ahead, which tells the two hours of an autumn night
 * apart. Without the offset in UTC, where there is nothing to tell.
 */
export function zonedText(text: string, zone: string): string {
  const match = instant.exec(text)
  if (!match) return text
  const fraction = /[1-9]/.test(match[1] ?? '') ? match[1] : ''
  const at = Date.parse(text.replace(' ', 'T'))
  const clock = clockOf(at, zone)
  const local = `${clock.slice(0, 10)} ${clock.slice(11, 19)}${fraction}`
  return zone === 'UTC' ? local : `${local} ${offsetText(offsetOf(zone, at))}`
}

function offsetText(minutes: number): string {
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`
}
