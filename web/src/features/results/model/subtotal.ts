import type { GridColumn } from './grid-column'

/** What stands in a row for all values of a key, as subtotals have them. */
export const ALL = 'all'

/** Whether a row of so many keys stands for all values of a column. */
export function isSummed(
  { key, id }: Pick<GridColumn, 'key' | 'id'>,
  level: number | undefined,
): boolean {
  return key && level !== undefined && Number(id.slice(1)) >= level
}

/** The rows with the words for all values in them, so that a copy tells subtotals apart from NULL. */
export function withAll<T>(
  rows: T[][],
  levels: number[] | undefined,
  columns: Pick<GridColumn, 'key' | 'id'>[],
): (T | string)[][] {
  if (!levels) return rows
  return rows.map((row, at) =>
    row.map((value, place) => {
      const column = columns[place]
      return column && isSummed(column, levels[at]) ? ALL : value
    }),
  )
}
