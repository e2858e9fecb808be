import type { BackfillCell } from '@/api/schedules'
import { dayRange, shortDate, zonedTime } from '@/lib/time'

/** What became of a cell, or of the cells of a week together. */
export type CellLook = 'unbegun' | 'open' | 'succeeded' | 'failed' | 'cancelled'

export type GridCell = { look: CellLook; cells: BackfillCell[] }
export type GridColumn = { key: string; label: string }
export type Grid = {
  columns: GridColumn[]
  /** As many cells as there are columns; null where nothing is due there. */
  rows: { instanceId: string; name: string; cells: (GridCell | null)[] }[]
}

/** More instants than that are drawn by week. */
const MOST_COLUMNS = 60

/** Instants from left to right, instances from top to bottom. */
export function gridOf(cells: BackfillCell[]): Grid {
  const instants = [...new Set(cells.map(({ localAt }) => localAt))].sort()
  const weekly = instants.length > MOST_COLUMNS
  const columnOf = (localAt: string) => (weekly ? mondayOf(localAt) : localAt)
  const keys = [...new Set(instants.map(columnOf))]
  const byInstance = new Map<string, { name: string; columns: Map<string, BackfillCell[]> }>()
  for (const cell of cells) {
    const row = byInstance.get(cell.instanceId) ?? { name: cell.instanceName, columns: new Map() }
    byInstance.set(cell.instanceId, row)
    const key = columnOf(cell.localAt)
    row.columns.set(key, [...(row.columns.get(key) ?? []), cell])
  }
  return {
    columns: keys.map((key) => ({
      key,
      label: weekly ? weekLabel(key) : `${shortDate(`${key}Z`, 'UTC')}, ${key.slice(11, 16)}`,
    })),
    rows: [...byInstance].map(([instanceId, { name, columns }]) => ({
      instanceId,
      name,
      cells: keys.map((key) => {
        const within = columns.get(key)
        return within ? { look: lookOf(within), cells: within } : null
      }),
    })),
  }
}

const ranks: CellLook[] = ['failed', 'open', 'unbegun', 'cancelled', 'succeeded']

/** Of several, what most wants to be seen. */
function lookOf(cells: BackfillCell[]): CellLook {
  const looks = cells.map(cellLook)
  return ranks.find((look) => looks.includes(look)) ?? 'unbegun'
}

export function cellLook({ state, refused }: Pick<BackfillCell, 'state' | 'refused'>): CellLook {
  // One that a cancelled backfill did not begin is refused as well, and has not failed.
  if (refused) return refused.code === 'cancelled' ? 'cancelled' : 'failed'
  if (state === undefined) return 'unbegun'
  return state === 'succeeded' || state === 'failed' || state === 'cancelled' ? state : 'open'
}

export const lookWords: Record<CellLook, string> = {
  unbegun: 'not begun',
  open: 'on its way',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'cancelled',
}

/** A cell in words: "3 Nov 2026, 06:30 · Northwind EU: failed. Amazon refused it." */
export function cellWords(
  column: GridColumn,
  name: string,
  cell: GridCell | null,
  zone: string,
): string {
  const place = `${column.label} · ${name}`
  if (!cell) return `${place}: nothing due`
  const [only] = cell.cells
  if (cell.cells.length > 1) {
    const done = cell.cells.filter((one) => cellLook(one) === 'succeeded').length
    return `${place}: ${done} of ${cell.cells.length} succeeded, ${lookWords[cell.look]}`
  }
  if (only && cell.look === 'unbegun' && only.startAt !== only.logicalAt) {
    return `${place}: waits for complete data until ${zonedTime(only.startAt, zone)}`
  }
  const why = only?.refused?.message ?? only?.message
  return `${place}: ${lookWords[cell.look]}${why ? `. ${why}` : ''}`
}

/** What Enter opens of a cell: of several executions one that looks as the cell does. */
export function executionOf(cell: GridCell | null | undefined): string | undefined {
  return cell?.cells.find((one) => one.executionId && cellLook(one) === cell.look)?.executionId
}

function mondayOf(localAt: string): string {
  const date = new Date(`${localAt.slice(0, 10)}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

function weekLabel(monday: string): string {
  const start = Date.parse(`${monday}T00:00:00Z`)
  return dayRange(
    new Date(start).toISOString(),
    new Date(start + 7 * 86_400_000).toISOString(),
    'UTC',
  )
}
