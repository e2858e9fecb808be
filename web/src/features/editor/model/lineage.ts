import type { Lineage, LineageColumn } from '@/api/sql'

/** A column of a data source that an output column rests on. */
export type Source = {
  table: string
  name: string
  type: string
  class: string
  /** It only decides which values are taken; none of them is its own. */
  decides: boolean
}

/** The columns of data sources behind a column, each once, those that give values first. */
export function sourcesOf(lineage: Lineage, at: number): Source[] {
  const values = reach(lineage, at, false)
  const all = reach(lineage, at, true)
  return [...all]
    .map((index) => ({ column: lineage.columns[index], decides: !values.has(index) }))
    .flatMap(({ column, decides }) =>
      column?.how === 'source'
        ? [
            {
              table: column.table,
              name: column.name,
              type: column.type ?? '',
              class: column.class ?? '',
              decides,
            },
          ]
        : [],
    )
    .sort((a, b) => Number(a.decides) - Number(b.decides))
}

/** Everything that is reached from a column, with or without what only decides. */
function reach(lineage: Lineage, from: number, decisions: boolean): Set<number> {
  const seen = new Set<number>()
  const waiting = [from]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    for (const edge of lineage.columns[at]?.from ?? []) {
      if (decisions || edge.part === 'value') waiting.push(edge.column)
    }
  }
  return seen
}

/** One step on the way to an output column. */
export type Step = {
  index: number
  column: LineageColumn
  part: 'value' | 'condition' | 'window'
  /** What it is made from; empty where that was told further up already. */
  from: Step[]
}

/** How a column is made, step by step down to the data sources; each step is told once. */
export function stepsOf(lineage: Lineage, output: number): Step[] {
  const told = new Set<number>()
  const below = (at: number): Step[] =>
    (lineage.columns[at]?.from ?? []).flatMap((edge) => {
      const column = lineage.columns[edge.column]
      if (!column) return []
      const again = told.has(edge.column)
      told.add(edge.column)
      return [
        { index: edge.column, column, part: edge.part, from: again ? [] : below(edge.column) },
      ]
    })
  return below(output)
}

const words: Record<LineageColumn['how'], string> = {
  source: 'read from the data source',
  constant: 'a constant',
  copy: 'taken as it is',
  expression: 'computed row by row',
  aggregate: 'aggregated',
  window: 'computed over a window',
  union: 'from every branch of the union',
}

/** How a column is made, in words. */
export function howWords(how: LineageColumn['how']): string {
  return words[how]
}
