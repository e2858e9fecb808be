import type { ResultView, ViewFilter, ViewSort } from '@/api/executions'

/**
 * What somebody asks of a result: which rows, in which order. All of it is
 * carried out by the server, on every row. Columns are named by their ids:
 * c0, c1, … as stored.
 */
export type View = ResultView

/** The view as text for the server; empty for every row in stored order. */
export function viewText({ computed = [], filters = [], group, sort = [] }: View): string {
  const view: View = {}
  if (computed.length > 0) view.computed = computed
  if (filters.length > 0) view.filters = filters
  if (group) view.group = group
  if (sort.length > 0) view.sort = sort
  const text = JSON.stringify(view)
  return text === '{}' ? '' : text
}

export type Direction = 'ascending' | 'descending'

/** How a column is sorted, and its place among several that are, from 1. */
export function sortOf(view: View, column: string): { direction: Direction; place: number } | null {
  const at = (view.sort ?? []).findIndex((sort) => sort.column === column)
  const found = view.sort?.[at]
  if (!found) return null
  return { direction: found.descending ? 'descending' : 'ascending', place: at + 1 }
}

/** Sorts by a column alone or, with `add`, also by it; null takes it out of the order. */
export function sortBy(view: View, column: string, to: Direction | null, add: boolean): View {
  const next: ViewSort | null =
    to && (to === 'descending' ? { column, descending: true } : { column })
  if (!add) return { ...view, sort: next ? [next] : [] }
  const sort = view.sort ?? []
  const at = sort.findIndex((one) => one.column === column)
  if (at === -1) return next ? { ...view, sort: [...sort, next] } : view
  return { ...view, sort: next ? sort.with(at, next) : sort.toSpliced(at, 1) }
}

/** What a press on a header does: ascending, descending, as stored. */
export function turnSort(view: View, column: string, add: boolean): View {
  const now = sortOf(view, column)?.direction
  const next = now === undefined ? 'ascending' : now === 'ascending' ? 'descending' : null
  return sortBy(view, column, next, add)
}

export function filtersOf(view: View, column: string): ViewFilter[] {
  return (view.filters ?? []).filter((filter) => filter.column === column)
}

/** Puts a filter in the place of all others of its column; null takes these away. */
export function filterBy(view: View, column: string, filter: ViewFilter | null): View {
  const others = (view.filters ?? []).filter((one) => one.column !== column)
  return { ...view, filters: filter ? [...others, filter] : others }
}

export function withoutFilter(view: View, at: number): View {
  return { ...view, filters: (view.filters ?? []).toSpliced(at, 1) }
}

/** The column whose rows are left out by a filter of this one; none for an aggregate. */
export function filteredColumn(
  { group }: View,
  { id, key, source }: { id: string; key: boolean; source?: string },
): string | undefined {
  if (!group) return id
  return key ? source : undefined
}

/** Groups the rows, or does so no more; the order was that of other columns. */
export function groupBy(view: View, group: View['group']): View {
  return { ...view, group, sort: [] }
}
