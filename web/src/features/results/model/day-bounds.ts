import { clockOf, offsetOf, parsedInstant, zonedText } from './zoned-time'

const DAY = 24 * 60 * 60_000

/** The end of a range of times: a day as it is told, or an instant, which may lie within one. */
export type Bound = { text: string; excluded: boolean }

/** The first instant of a day on the clocks of a zone, as AMC writes instants. */
export function dayStart(day: string, zone: string): string {
  const at = Date.parse(`${day}T00:00:00Z`)
  // Where clocks are changed that night, midnight is twice there, or not at all.
  const offsets = [offsetOf(zone, at - DAY), offsetOf(zone, at + DAY)]
  const starts = offsets.map((minutes) => at - minutes * 60_000)
  const within = starts.filter((start) => clockOf(start, zone).slice(0, 10) >= day)
  return written(Math.min(...within))
}

export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

/** The day of an instant on the clocks of a zone; of one that is excluded, the day that it ends. */
export function dayWithin({ text, excluded }: Bound, zone: string): string {
  const at = parsedInstant(text)
  return at === null ? text : clockOf(at - (excluded ? 1 : 0), zone).slice(0, 10)
}

/**
 * The end of a range as it is told where times are shown in a zone: as a day where it
 * is the whole of one there. What is stored as a day is one of UTC.
 */
export function boundWords(bound: Bound, zone: string, isUpper: boolean): Bound {
  const { text, excluded } = bound
  if (parsedInstant(text) === null) {
    if (zone === 'UTC' || !/^\d{4}-\d\d-\d\d$/.test(text)) return bound
    const endsDay = isUpper !== excluded
    const start = dayStart(endsDay ? dayAfter(text) : text, 'UTC')
    return boundWords({ text: start, excluded: isUpper }, zone, isUpper)
  }
  const day = dayWithin(bound, zone)
  const whole = isUpper ? dayAfter(day) : day
  if (excluded === isUpper && parsedInstant(dayStart(whole, zone)) === parsedInstant(text))
    return { text: day, excluded: false }
  return { text: zonedText(text, zone), excluded }
}

const written = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`
