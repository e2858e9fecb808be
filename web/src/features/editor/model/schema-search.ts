import type { DataSource, DataSourceColumn } from '@/api/instances'

export type SchemaTable = { table: DataSource; columns: DataSourceColumn[]; open: boolean }
export type SchemaGroup = { category: string; tables: SchemaTable[] }

/**
 * The tables that match, by category. A table whose name matches shows all its
 * columns; one that only has matching columns shows those, opened. Tables for
 * audiences only appear when the search says "audience", deprecated ones at the end.
 */
export function searchSchema(
  tables: DataSource[],
  search: string,
  opened: ReadonlySet<string>,
): SchemaGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const groups = new Map<string, SchemaTable[]>()
  for (const table of tables) {
    const entry = match(table, words, opened)
    if (!entry) continue
    groups.set(table.category, [...(groups.get(table.category) ?? []), entry])
  }
  // What AMC gave up comes last.
  const old = ({ tables }: SchemaGroup) => Number(tables.every(({ table }) => table.deprecated))
  return [...groups]
    .map(([category, found]) => ({ category, tables: found }))
    .sort((a, b) => old(a) - old(b))
}

function match(
  table: DataSource,
  words: string[],
  opened: ReadonlySet<string>,
): SchemaTable | null {
  // Twins for building audiences double the list; who wants them says so.
  if (table.audienceOnly && !words.some((word) => word.startsWith('aud'))) return null
  if (words.length === 0) return { table, columns: table.columns, open: opened.has(table.name) }
  if (words.every((word) => table.name.toLowerCase().includes(word))) {
    return { table, columns: table.columns, open: opened.has(table.name) }
  }
  const columns = table.columns.filter((column) => {
    const text = `${table.name} ${column.name} ${column.description}`.toLowerCase()
    return (
      words.every((word) => text.includes(word)) &&
      words.some((word) => column.name.toLowerCase().includes(word))
    )
  })
  return columns.length > 0 ? { table, columns, open: true } : null
}
