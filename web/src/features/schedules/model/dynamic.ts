import type { Given } from '@/lib/placeholder-values'

/*
 * A dynamic value is resolved when the schedule runs: {"date": "today-14d"}, or
 * {"timestamp": "now-6h", "in": "UTC"}. A draft holds it as its JSON text; a field of
 * dates shows and takes its expression, "today-14d" or "now-6h in UTC".
 */
export type Dynamic = { date: string } | { timestamp: string; in?: string }
export type DynamicKind = 'date' | 'timestamp'

/** The dynamic value that a text of the draft stands for, if it does. */
export function dynamicOf(text: string): Dynamic | null {
  if (!/^\{\s*"(date|timestamp|in)"/.test(text)) return null
  try {
    const value: Record<string, unknown> = JSON.parse(text)
    const known = Object.entries(value).every(
      ([key, part]) => /^(date|timestamp|in)$/.test(key) && typeof part === 'string',
    )
    return known ? (value as Dynamic) : null
  } catch {
    return null
  }
}

/** What a field of dates shows for a text of the draft. */
export function expressionOf(text: string): string {
  const dynamic = dynamicOf(text)
  if (!dynamic) return text
  if ('date' in dynamic) return dynamic.date
  return dynamic.in === undefined ? dynamic.timestamp : `${dynamic.timestamp} in ${dynamic.in}`
}

/** The text of the draft for what was typed: what begins with no digit is an expression. */
export function draftText(kind: DynamicKind, typed: string): string {
  if (typed.trim() === '' || /^\s*\d/.test(typed)) return typed
  if (kind === 'date') return JSON.stringify({ date: typed })
  const [, timestamp, zone] = /^(.*\S) in (\S+)$/.exec(typed) ?? []
  return JSON.stringify(zone ? { timestamp, in: zone } : { timestamp: typed })
}

/** Does the same with every text of a value. */
export function eachText(given: Given, change: (text: string) => string): Given {
  if (!Array.isArray(given)) return change(given)
  const rows = given.filter((entry) => Array.isArray(entry))
  if (rows.length > 0) return rows.map((row) => row.map(change))
  return given.filter((entry) => typeof entry === 'string').map(change)
}

/** Whether any of a value is resolved only when it runs. */
export function isDynamic(given: Given | undefined): boolean {
  return (given === undefined ? [] : [given]).flat(2).some((text) => dynamicOf(text) !== null)
}
