import type { ResultViewColumn } from '@/api/executions'

/** A column of a view as the grid holds it: `index` is its number among those of the rows. */
export type GridColumn = ResultViewColumn & { index: number }
