import type { View } from './view'

export type Computed = NonNullable<View['computed']>[number]

/** The words of an expression: texts, names in quotes, ids, names and functions. */
const words = /'(?:[^']|'')*'|"((?:[^"]|"")*)"|#([cx]\d+)|([\p{L}_][\p{L}\p{N}_]*)(\s*\()?/gu

/** Whether an expression uses the computed column at a place. */
function uses(expression: string, { name }: Computed, at: number): boolean {
  for (const [, quoted, id, bare, isCall] of expression.matchAll(words)) {
    if (id === `x${at}`) return true
    const named = quoted?.replaceAll('""', '"') ?? (isCall ? undefined : bare)
    if (named?.toLowerCase() === name.toLowerCase()) return true
  }
  return false
}

/** The places of the computed columns that need the one at a place, also by way of others. */
export function dependentsOf(computed: Computed[], at: number): number[] {
  const gone = new Set([at])
  computed.forEach(({ expression }, place) => {
    const needs = [...gone].some((one) => {
      const column = computed[one]
      return column !== undefined && place > one && uses(expression, column, one)
    })
    if (needs) gone.add(place)
  })
  gone.delete(at)
  return [...gone]
}

/** A name as it stands in an expression: in quotes where it is no plain word. */
function written(name: string): string {
  const isWord = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)
  const isTaken = /^(and|or|not|is|true|false|null)$/i.test(name)
  return isWord && !isTaken ? name : `"${name.replaceAll('"', '""')}"`
}

/** Puts a computed column at a place; those behind call it by its new name. */
export function withComputed(view: View, at: number, column: Computed): View {
  const all = view.computed ?? []
  const old = all[at]
  const computed = all.map(({ name, expression }, place) => {
    if (!old || place <= at || old.name === column.name) return { name, expression }
    const renamed = expression.replace(words, (word, quoted, _id, bare, call) => {
      const named = quoted?.replaceAll('""', '"') ?? (call ? undefined : bare)
      return named?.toLowerCase() === old.name.toLowerCase() ? written(column.name) : word
    })
    return { name, expression: renamed }
  })
  return { ...view, computed: computed.toSpliced(at, 1, column) }
}

/** Takes a computed column away, and with it what needs it; the others keep their filters and order. */
export function withoutComputed(view: View, at: number): View {
  const all = view.computed ?? []
  const gone = new Set([at, ...dependentsOf(all, at)])
  const ids = new Map<string, string>()
  const computed: Computed[] = []
  all.forEach((column, place) => {
    if (gone.has(place)) return
    ids.set(`x${place}`, `x${computed.length}`)
    computed.push(column)
  })
  const moved = (id: string) => (/^x\d+$/.test(id) ? ids.get(id) : id)
  const keep = <T extends { column?: string }>(list: T[] | undefined) =>
    (list ?? []).flatMap((one) => {
      if (one.column === undefined) return [one]
      const column = moved(one.column)
      return column === undefined ? [] : [{ ...one, column }]
    })
  const group = groupOf(view.group, moved, keep)
  return {
    ...view,
    computed: computed.map(({ name, expression }) => ({
      name,
      expression: expression.replace(words, (word, _, id) =>
        id?.startsWith('x') ? `#${ids.get(id) ?? id}` : word,
      ),
    })),
    filters: keep(view.filters),
    group,
    // The order of a group is that of its own columns, which are others now.
    sort: view.group ? (isWhole(group, view.group) ? view.sort : []) : keep(view.sort),
  }
}

function groupOf(
  group: View['group'],
  moved: (id: string) => string | undefined,
  keep: <T extends { column?: string }>(list: T[] | undefined) => T[],
): View['group'] {
  if (!group) return undefined
  const { pivot, subtotals, ...rest } = group
  const by = (group.by ?? []).map(moved).filter((id) => id !== undefined)
  const aggregates = keep(group.aggregates)
  if (by.length + aggregates.length === 0) return undefined
  const column = pivot === undefined ? undefined : moved(pivot)
  return {
    ...rest,
    by,
    aggregates,
    ...(column !== undefined && { pivot: column }),
    ...(subtotals && by.length > 0 && { subtotals }),
  }
}

/** Whether a group has lost none of its columns, which would number the others anew. */
function isWhole(left: View['group'], was: NonNullable<View['group']>): boolean {
  const size = (list: unknown[] | undefined) => list?.length ?? 0
  return (
    size(left?.by) === size(was.by) &&
    size(left?.aggregates) === size(was.aggregates) &&
    (left?.pivot === undefined) === (was.pivot === undefined)
  )
}
