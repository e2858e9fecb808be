import type { ExecutionSummary } from '@/api/executions'

/**
 * A live list must not jump under the pointer: rows that are newer than what
 * the reader has seen wait above until they are asked for; rows that are
 * already shown change in place.
 */
export function splitFresh(
  items: ExecutionSummary[],
  newestSeen: string | null,
): { shown: ExecutionSummary[]; fresh: number } {
  if (newestSeen === null) return { shown: items, fresh: 0 }
  const seen = Date.parse(newestSeen)
  const shown = items.filter((item) => Date.parse(item.createdAt) <= seen)
  // Everything is newer: the list was left alone for a whole page. Show it.
  if (shown.length === 0) return { shown: items, fresh: 0 }
  return { shown, fresh: items.length - shown.length }
}

/** The instant to remember as seen, given what is there. */
export function newestOf(items: ExecutionSummary[]): string | null {
  return items[0]?.createdAt ?? null
}

/** Milliseconds an execution has taken, so far or in all. */
export function elapsed(
  execution: Pick<ExecutionSummary, 'createdAt' | 'finishedAt'>,
  now: number,
): number {
  const end = execution.finishedAt ? Date.parse(execution.finishedAt) : now
  return Math.max(0, end - Date.parse(execution.createdAt))
}
