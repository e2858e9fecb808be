import type { SchemaGroup } from './schema-search'

/** One line of the schema tree: a table, or a column of an open one. */
export type TreeItem = { key: string; table: string; column?: string; open?: boolean }

/** Every line in the order it is drawn. */
export function treeItems(groups: SchemaGroup[]): TreeItem[] {
  return groups.flatMap(({ tables }) =>
    tables.flatMap(({ table, columns, open }) => [
      { key: table.name, table: table.name, open },
      ...(open ? columns : []).map(({ name }) => ({
        key: `${table.name}.${name}`,
        table: table.name,
        column: name,
      })),
    ]),
  )
}

export type TreeStep = { focus: string } | { toggle: string } | { insert: string } | null

/** What a key does at a line: move, open or close a table, insert a name. */
export function treeStep(items: TreeItem[], at: string, key: string): TreeStep {
  const index = Math.max(
    0,
    items.findIndex((item) => item.key === at),
  )
  const item = items[index]
  if (!item) return null
  const move = (to: number): TreeStep => {
    const target = items[Math.min(Math.max(0, to), items.length - 1)]
    return target ? { focus: target.key } : null
  }
  switch (key) {
    case 'ArrowDown':
      return move(index + 1)
    case 'ArrowUp':
      return move(index - 1)
    case 'Home':
      return move(0)
    case 'End':
      return move(items.length - 1)
    case 'ArrowRight':
      if (item.open === undefined) return null
      return item.open ? move(index + 1) : { toggle: item.table }
    case 'ArrowLeft':
      if (item.column !== undefined) return { focus: item.table }
      return item.open ? { toggle: item.table } : null
    case 'Enter':
      return { insert: item.column ?? item.table }
    default:
      return null
  }
}
