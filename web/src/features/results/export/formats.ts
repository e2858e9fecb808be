import type { ExportFormat } from '@/api/executions'
import { plural } from '@/lib/number'

export type FormatWords = { name: string; good: string; lacks: string }

/** In the order in which they are offered; docs/results.md says all that each carries. */
export const FORMATS: Record<ExportFormat, FormatWords> = {
  csv: {
    name: 'CSV',
    good: 'For any tool: text as AMC printed it.',
    lacks: 'Has no types, so that a tool has to guess them.',
  },
  xlsx: {
    name: 'XLSX',
    good: 'For spreadsheets: real numbers and dates, ids stay text.',
    lacks:
      'Numbers beyond 15 digits become text, texts end at 32,767 characters, NULL and empty text look alike.',
  },
  parquet: {
    name: 'Parquet',
    good: 'For analysis and data warehouses: small, typed, exact.',
    lacks: 'Keeps milliseconds and decimals, not how AMC spelled them.',
  },
  json: {
    name: 'JSON',
    good: 'For programs: one list with an object per row.',
    lacks: 'Dates and long numbers are text.',
  },
  ndjson: {
    name: 'NDJSON',
    good: 'For programs that read row by row: an object per line.',
    lacks: 'Dates and long numbers are text.',
  },
  arrow: {
    name: 'Arrow',
    good: 'For notebooks and data frames: typed, read without parsing. An IPC stream.',
    lacks: 'Keeps milliseconds and decimals, not how AMC spelled them.',
  },
}

export const formatNames = Object.keys(FORMATS) as ExportFormat[] // the record names them all

/** Rows that a sheet holds beside its header. */
const SHEET_ROWS = 1_048_575

/** What is worth knowing about a format for so many rows; nothing mostly. */
export function noteFor(format: ExportFormat, rows: number): string | undefined {
  if (format !== 'xlsx' || rows <= SHEET_ROWS) return undefined
  const sheets = Math.ceil(rows / SHEET_ROWS)
  return `A sheet holds ${plural(SHEET_ROWS, 'row')}: these are on ${sheets} sheets, in order.`
}
