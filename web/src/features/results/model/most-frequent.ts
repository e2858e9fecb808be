import { type View, viewText } from './view'

/** How many values are offered at once. */
export const SHOWN = 50

/** The view that counts the rows of each value of a column, the most frequent first. */
export function mostFrequent(view: View, column: string, search: string): string {
  const text = search.trim()
  return viewText({
    computed: view.computed,
    filters: text ? [{ column, op: 'contains', text, ignoreCase: true }] : [],
    group: { by: [column], aggregates: [{ function: 'count' }] },
    sort: [{ column: 'a0', descending: true }],
  })
}
