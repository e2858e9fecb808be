import type { Schedule } from '@/api/schedules'
import { plural } from '@/lib/number'
import { zonedTime } from '@/lib/time'

/** The rule that a backfill follows: the start and the end of a schedule do not bound it. */
export function backfillRule({ until: _, ...rule }: Schedule['rule']): Schedule['rule'] {
  if ((rule.interval ?? 1) > 1) return rule // counted from its start
  const { from: __, ...unbounded } = rule
  return unbounded
}

/** How many cells wait for their data, and until when the first does. */
export const settlingWords = (settling: number, settlesAt: string, zone: string): string =>
  ` (${plural(settling, 'of them waits', 'of them wait')} for complete data, until ${zonedTime(settlesAt, zone)} or later)`
