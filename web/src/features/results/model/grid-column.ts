import type { ResultViewColumn } from '@/api/executions'

/** A column of a view as the grid holds it: `index` is its number among those of the rows. */
export type GridColumn = ResultViewColumn & { index: number }

const functions = {
  count: 'count of',
  countDistinct: 'different',
  sum: 'sum of',
  min: 'least',
  max: 'greatest',
  mean: 'mean',
} as const

/** Calls an aggregate what it is: "sum of cost", "US · count of rows"; others keep their name. */
export function titled(column: ResultViewColumn, nameOf: (id: string) => string): ResultViewColumn {
  const { aggregate, source, pivot } = column
  if (!aggregate) return column
  const name = `${functions[aggregate]} ${source ? nameOf(source) : 'rows'}`
  if (!pivot) return { ...column, name }
  return { ...column, name: `${pivot.value ?? 'NULL'} · ${name}` }
}
