import type { DataSourceColumn, SharedDataSource } from '@/api/data-sources'

/** What narrows the list; it lives in the URL. */
export type SourceFilter = {
  search?: string
  category?: string
  cost?: 'free' | 'paid'
  /** Tables for building audiences too. */
  audiences?: boolean
}

/** A table and the columns by which it was found; none when its own name or words did it. */
export type FoundTable = { table: SharedDataSource; columns: DataSourceColumn[] }

/**
 * The tables that pass the filter. Without a search they keep their order, with
 * what AMC gave up at the end; a search puts the best match first.
 */
export function findTables(
  tables: SharedDataSource[],
  filter: SourceFilter,
  instanceIds: ReadonlySet<string> | null,
): FoundTable[] {
  const words = wordsOf(filter.search)
  return tables
    .filter((table) => passes(table, filter, words, instanceIds))
    .flatMap((table) => rank(table, words) ?? [])
    .sort(
      (a, b) =>
        weight(b) - weight(a) ||
        Number(a.found.table.deprecated) - Number(b.found.table.deprecated),
    )
    .map(({ found }) => found)
}

function wordsOf(search = ''): string[] {
  return search
    .toLowerCase()
    .split(/[\s.]+/)
    .filter(Boolean)
}

function passes(
  table: SharedDataSource,
  filter: SourceFilter,
  words: string[],
  instanceIds: ReadonlySet<string> | null,
): boolean {
  // Twins for building audiences double the list; who wants them says so.
  const wanted = filter.audiences || words.some((word) => word.startsWith('aud'))
  return (
    (!table.audienceOnly || wanted) &&
    (!filter.category || table.category === filter.category) &&
    (!filter.cost || table.paid === (filter.cost === 'paid')) &&
    (!instanceIds || table.instanceIds.some((id) => instanceIds.has(id)))
  )
}

type Ranked = { found: FoundTable; score: number }

/** What AMC gave up is seldom what somebody looks for, unless by its name. */
function weight({ found, score }: Ranked): number {
  return found.table.deprecated && score > 0 ? score - 25 : score
}

function rank(table: SharedDataSource, words: string[]): Ranked | null {
  const name = table.name.toLowerCase()
  const rest = words.filter((word) => !name.includes(word))
  if (rest.length === 0) {
    const whole = words.join('_')
    const score = !whole ? 0 : name === whole ? 100 : name.startsWith(whole) ? 90 : 80
    return { found: { table, columns: [] }, score }
  }
  const scored = table.columns
    .map((column) => ({ column, score: Math.min(...rest.map((word) => match(column, word))) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
  if (scored[0]) {
    return {
      found: { table, columns: scored.map(({ column }) => column) },
      score: scored[0].score,
    }
  }
  const about = `${table.description} ${table.category}`.toLowerCase()
  return rest.every((word) => about.includes(word))
    ? { found: { table, columns: [] }, score: 10 }
    : null
}

/** How well a word means a column: by name, then unit, class or value, then description. */
function match(column: DataSourceColumn, word: string): number {
  const name = column.name.toLowerCase()
  const same = (text: string) => text.toLowerCase() === word
  if (name === word) return 70
  if (name.startsWith(word)) return 60
  if (name.includes(word)) return 50
  if ([column.class, column.unit ?? '', column.type, column.role].some(same)) return 40
  const values = [...(column.values ?? []), ...(column.examples ?? [])]
  if (values.some(same)) return 40
  if (values.some((value) => value.toLowerCase().includes(word))) return 30
  return column.description.toLowerCase().includes(word) ? 20 : 0
}

/** The categories that have tables, in the order of the list. */
export function categoriesOf(tables: SharedDataSource[]): string[] {
  return [...new Set(tables.map(({ category }) => category))]
}
