import type { GridColumn } from './grid-column'
import type { Row } from './tile-store'

/** How cells are copied; the words are those of the menu. */
export const copyFormats = {
  tsv: 'TSV',
  csv: 'CSV',
  markdown: 'Markdown',
  sql: 'SQL VALUES',
} as const

export type CopyFormat = keyof typeof copyFormats

type Named = Pick<GridColumn, 'name' | 'stored'>

/** Cells as text, every value exact; the names of the columns where there is a place for them. */
export function copyCells(format: CopyFormat, columns: Named[], rows: Row[], named: boolean) {
  const names = columns.map(({ name }) => name)
  switch (format) {
    case 'tsv':
      return separated(named ? [names, ...rows] : rows, '\t')
    case 'csv':
      return separated([names, ...rows], ',')
    case 'markdown':
      return markdown(names, columns, rows)
    case 'sql':
      return `VALUES\n${rows.map((row) => `  (${row.map(literalOf(columns)).join(', ')})`).join(',\n')}`
  }
}

/** As spreadsheets paste it; NULL becomes an empty cell, empty text a quoted one. */
function separated(rows: Row[], separator: string): string {
  const breaks = new RegExp(`[${separator}\n\r"]`)
  const cell = (value: string | null) => {
    if (value === null) return ''
    return breaks.test(value) || (value === '' && separator === ',')
      ? `"${value.replaceAll('"', '""')}"`
      : value
  }
  return rows.map((row) => row.map(cell).join(separator)).join('\n')
}

function markdown(names: string[], columns: Named[], rows: Row[]): string {
  const cell = (value: string | null) =>
    value === null
      ? ''
      : value
          .replaceAll('\\', '\\\\')
          .replaceAll('|', '\\|')
          .replace(/\r?\n|\r/g, '<br>')
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [
    line(names.map(cell)),
    line(columns.map(({ stored }) => (isNumber(stored) ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(cell))),
  ].join('\n')
}

function literalOf(columns: Named[]) {
  return (value: string | null, at: number): string => {
    const stored = columns[at]?.stored ?? 'text'
    if (value === null) return 'NULL'
    // NaN and Infinity are no literals of SQL, whatever column they stand in.
    if (isNumber(stored) && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return value
    if (stored === 'boolean') return value.toUpperCase()
    const quoted = `'${value.replaceAll("'", "''")}'`
    if (stored === 'date') return `DATE ${quoted}`
    return stored === 'timestamp' ? `TIMESTAMP ${quoted}` : quoted
  }
}

function isNumber(stored: Named['stored']): boolean {
  return stored === 'integer' || stored === 'decimal' || stored === 'double'
}
