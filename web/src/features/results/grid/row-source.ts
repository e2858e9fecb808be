/** Where a grid takes its rows from: whatever is loaded, and a way to ask for more. */
export type RowSource = {
  rowCount: number
  /** A loaded row, or undefined while it is on its way. */
  row: (index: number) => (string | null)[] | undefined
  /** Says which rows [first, end) are in view; called again on every change. */
  want: (first: number, end: number) => void
  /** Fetches rows [first, end) for the clipboard, loaded or not. */
  fetch: (first: number, end: number) => Promise<(string | null)[][]>
}

/** More rows than this are a matter for a download, not for the clipboard. */
export const COPY_LIMIT = 50_000
