import type { PreviewFiring } from '@/api/schedules'
import { dayRange, shortTime, zonedTime } from '@/lib/time'

/** "Mon 16 Mar 2026, 06:30": what the clocks of a zone show, read as the server wrote it. */
export function localWords(local: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  }).format(new Date(`${local}Z`))
}

/** "CET": what the clocks of a zone are called at an instant. */
export function clockWords(at: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    timeZoneName: 'short',
  }).formatToParts(new Date(at))
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
}

/** "05:30 UTC", with its date where that is another one than on the clocks of the zone. */
export function utcWords(at: string, local: string): string {
  const whole = shortTime(at, 'UTC')
  const sameDay = new Date(at).toISOString().slice(0, 10) === local.slice(0, 10)
  return `${sameDay ? whole.split(', ').at(-1) : whole} UTC`
}

/** The days that a firing reads, or its exact bounds where it does not read whole days. */
export function spanOf(window: NonNullable<PreviewFiring['window']>): string {
  const { start, end, localStart, localEnd, zone } = window
  const whole = [localStart, localEnd].every((local) => local.endsWith('T00:00:00'))
  return whole
    ? dayRange(start, end, zone)
    : `${shortTime(start, zone)} – ${shortTime(end, zone)} ${zone}`
}

/** When it begins, where that is not when it is due. */
export function waitWords(
  { at, startAt }: Pick<PreviewFiring, 'at' | 'startAt'>,
  zone: string,
): string {
  return startAt === at ? '' : `begins once its data settle, ${zonedTime(startAt, zone)}`
}

/** When the data of a window are complete. */
export function settlesWords(window: NonNullable<PreviewFiring['window']>, zone: string): string {
  return `settles on ${zonedTime(window.settlesAt, zone)}`
}
