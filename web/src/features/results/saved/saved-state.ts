import type { SavedViewLoss } from '@/api/saved-views'
import type { ResultAddress } from '../model/view-search'

/** What the address says of the result, without which saved view it came from. */
export function stateOf({ saved: _, ...state }: ResultAddress): Omit<ResultAddress, 'saved'> {
  return Object.fromEntries(Object.entries(state).filter(([, part]) => part !== undefined))
}

/** The change of the address that puts a saved view in the place of what is there. */
export function addressOf(
  now: ResultAddress,
  state: object,
  saved: string | undefined,
): Partial<ResultAddress> {
  const cleared = Object.fromEntries(Object.keys(now).map((part) => [part, undefined]))
  return { ...cleared, ...state, saved }
}

/** Whether the address shows something else than the view that it came from. */
export function isChanged(now: ResultAddress, state: object): boolean {
  return plain(stateOf(now)) !== plain(state)
}

/** JSON with its names in order, without what says nothing. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    const said = Object.entries(part).filter(([, one]) => !isNothing(one))
    return Object.fromEntries(said.sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

function isNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isNothing)
  return value === undefined
}

const parts: Record<string, string> = {
  filter: 'the filter of',
  sort: 'the order by',
  group: 'the groups by',
  aggregate: 'the figure of',
  pivot: 'the pivot of',
  computed: 'the computed column',
}

/** What was left out of a saved view, as a sentence. */
export function lossWords({ part, column, reason }: SavedViewLoss): string {
  const what = parts[part] ?? `the ${part}${column ? ' with' : ''}`
  return `Left out: ${what}${column ? ` “${column}”` : ''}, because ${reason}.`
}
