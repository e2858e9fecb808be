import type { GroupPath } from '../model/fold'
import type { RowSpan } from '../model/row-geometry'
import type { TileRows } from '../model/tile-store'

/** Where a grid takes its rows from: whatever is loaded, and a way to ask for more. */
export type RowSource = {
  /** Which rows in which order these are; the same for those that are folded otherwise. */
  key: string
  rowCount: number
  /** Grows with every change of what is loaded. */
  version: number
  /** A value by row and by number of column; undefined while it is on its way. */
  cell: (row: number, column: number) => string | null | undefined
  /** How many keys the groups of a view with subtotals have; 0 without. */
  depth: number
  /** Whether the rows of a group, by the values of its first keys, show beside its subtotal. */
  isUnfolded: (path: GroupPath) => boolean
  /** How many of them a row has: a subtotal has fewer. */
  level: (row: number) => number | undefined
  /** Says which rows and columns are in view; called again on every change. */
  want: (rows: RowSpan, columns: readonly number[]) => void
  /** Fetches rows [first, end) of some columns for the clipboard, loaded or not. */
  fetch: (first: number, end: number, columns: readonly number[]) => Promise<TileRows>
  /** Why rows in view did not come; null while all is well. */
  error: unknown
  retry: () => void
}

/** More rows than this are a matter for a download, not for the clipboard. */
export const COPY_LIMIT = 50_000
