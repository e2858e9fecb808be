import type { GroupPath } from './fold'
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

/** What tells which rows are subtotals: of how many keys, and their values, which come first in a row. */
type Leveled = {
  depth: number
  level: (row: number) => number | undefined
  cell: (row: number, column: number) => string | null | undefined
}

/** The group that a row is the subtotal of, where it has rows to fold; null for any other row. */
export function foldable({ depth, level, cell }: Leveled, row: number): GroupPath | null {
  const keys = level(row)
  if (keys === undefined || keys === 0 || keys >= depth) return null
  const path = Array.from({ length: keys }, (_, at) => cell(row, at))
  return path.every((value) => value !== undefined) ? path : null
}
