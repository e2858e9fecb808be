import type { ExecutionSummary } from '@/api/executions'
import { isFinal } from '@/api/executions'
import type { May } from '@/lib/may'
import { mayRerun } from '@/lib/may-rerun'
import { mayCancel } from './rights'

/** What became of one of many. */
export type Outcome = { ok: boolean; words: string }

/** How many are asked for at the same time. */
const WIDTH = 4

/**
 * Acts on each id, a few at a time, and says of each what became of it. One
 * that fails keeps no other from its turn.
 */
export async function forEachOf(
  ids: readonly string[],
  act: (id: string) => Promise<string>,
  onOutcome: (id: string, outcome: Outcome) => void,
): Promise<void> {
  const waiting = [...ids]
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        onOutcome(id, { ok: true, words: await act(id) })
      } catch (error) {
        onOutcome(id, { ok: false, words: error instanceof Error ? error.message : String(error) })
      }
    }
  }
  await Promise.all(Array.from({ length: WIDTH }, work))
}

export type Selection = {
  chosen: string[]
  /** Those that can be cancelled: they are open, and who looks may. */
  open: string[]
  /** Those that who looks may run again. */
  again: string[]
}

/** What can be done with a selection. */
export function splitSelection(
  executions: readonly ExecutionSummary[],
  selected: ReadonlySet<string>,
  may: May,
): Selection {
  const rows = executions.filter(({ id }) => selected.has(id))
  const ids = (some: ExecutionSummary[]) => some.map(({ id }) => id)
  return {
    chosen: ids(rows),
    open: ids(rows.filter((row) => !isFinal(row.state) && mayCancel(may, row))),
    again: ids(rows.filter((row) => mayRerun(may, row))),
  }
}

/** The ids between two rows, both included, whichever comes first. */
export function rangeOf(ids: readonly string[], from: string, to: string): string[] {
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)]
  if (a === -1 || b === -1) return [to]
  return ids.slice(Math.min(a, b), Math.max(a, b) + 1)
}

/** "3 done, 1 refused, 2 to go", or without what is none. */
export function progressWords(outcomes: ReadonlyMap<string, Outcome>, total: number): string {
  const done = [...outcomes.values()].filter(({ ok }) => ok).length
  const refused = outcomes.size - done
  const left = total - outcomes.size
  return [`${done} done`, refused > 0 && `${refused} refused`, left > 0 && `${left} to go`]
    .filter(Boolean)
    .join(', ')
}
