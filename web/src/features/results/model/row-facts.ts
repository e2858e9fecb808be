import type { CellFormat, Written } from './cell-format'
import { cellMarks, markOf } from './cell-mark'
import type { GridColumn } from './grid-column'

/** What a row tells of all its values: their currency, and whether AMC took some away. */
export type RowFacts = { currency: string | null | undefined; isSuppressed: boolean }

/** Reads the facts of a row off its values, by their numbers in it. */
export function factsOf(
  cell: (column: number) => string | null | undefined,
  { currencyAt, suppressedAt }: Written,
): RowFacts {
  const at = (column: number | undefined) => (column === undefined ? undefined : cell(column))
  return { currency: at(currencyAt), isSuppressed: at(suppressedAt)?.toLowerCase() === 'true' }
}

/** The columns of a row that facts are read from. */
export function factColumns({ currencyAt, suppressedAt }: Written): number[] {
  return [currencyAt, suppressedAt].filter((at) => at !== undefined)
}

/** A value as it is shown, marks too. */
export function shownText(
  value: string | null,
  column: GridColumn,
  format: CellFormat,
  { currency, isSuppressed }: RowFacts,
): string {
  const mark = markOf(value, column, isSuppressed)
  return mark ? cellMarks[mark].text : format.write(value ?? '', currency)
}
