import type { GridColumn } from './grid-column'

/** What stands in a cell that has nothing to show. */
export type CellMark = 'null' | 'empty' | 'suppressed'

/** How each is drawn, what it is called, and what it means. */
export const cellMarks: Record<CellMark, { text: string; label: string; means: string }> = {
  null: {
    text: '–',
    label: 'NULL',
    means:
      'NULL: there is no value. In AMC, a dimension is also NULL where its own value rested on too few users to be shown.',
  },
  empty: {
    text: '“”',
    label: 'Empty text',
    means: 'Empty text: a value without a character, unlike NULL.',
  },
  suppressed: {
    text: 'suppressed',
    label: 'Suppressed',
    means:
      'Suppressed: AMC took the value away, because its row rests on too few users. What is in the row stands beside it; “Explain” tells the reasons.',
  },
}

/**
 * Which mark stands in the place of a value. In a row that AMC marked as
 * suppressed, a dimension without a value had it taken away; a metric has none.
 */
export function markOf(
  value: string | null | undefined,
  column: Pick<GridColumn, 'metric' | 'computed' | 'mark'>,
  inSuppressedRow: boolean,
): CellMark | null {
  if (value === '') return 'empty'
  if (value !== null) return null
  return inSuppressedRow && !column.metric && !column.computed && !column.mark
    ? 'suppressed'
    : 'null'
}
