import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, type Ref, useDeferredValue, useRef, useState } from 'react'
import type { DataSource } from '@/api/instances'
import { searchSchema } from '../model/schema-search'
import { treeItems, treeStep } from '../model/tree-keys'
import { ColumnLine, TableLine } from './schema-line'
import classes from './schema-tree.module.css'

type Props = {
  tables: DataSource[]
  onInsert: (text: string) => void
  searchRef?: Ref<HTMLInputElement>
}

/** What a query can read: tables and columns, with what protects each of them. */
export function SchemaTree({ tables, onInsert, searchRef }: Props) {
  const [search, setSearch] = useState('')
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const [current, setCurrent] = useState('')
  const tree = useRef<HTMLDivElement>(null)
  const groups = searchSchema(tables, useDeferredValue(search), opened)
  const items = treeItems(groups)
  // One line of the tree is a tab stop; the arrow keys reach the others.
  const stop = items.some((item) => item.key === current) ? current : items[0]?.key

  function toggle(name: string) {
    const next = new Set(opened)
    if (!next.delete(name)) next.add(name)
    setOpened(next)
    setCurrent(name)
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = treeStep(items, stop ?? '', event.key)
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    if ('toggle' in step) toggle(step.toggle)
    else if ('insert' in step) onInsert(step.insert)
    else {
      setCurrent(step.focus)
      const lines = tree.current?.querySelectorAll<HTMLElement>('[data-line]') ?? []
      Array.from(lines)
        .find((line) => line.dataset.line === step.focus)
        ?.focus()
    }
  }

  return (
    <div className={classes.pane}>
      <TextInput
        ref={searchRef}
        className={classes.search}
        leftSection={<IconSearch size={14} />}
        placeholder="Tables and columns"
        aria-label="Search tables and columns"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {groups.length > 0 ? (
        <div
          ref={tree}
          className={classes.list}
          role="tree"
          aria-label="Tables and columns"
          onKeyDown={onKeyDown}
        >
          {groups.map(({ category, tables: found }) => (
            // biome-ignore lint/a11y/useSemanticElements: a tree knows groups, not fieldsets
            <div key={category} role="group" aria-label={category}>
              <div className={classes.category} aria-hidden>
                {category}
              </div>
              {found.map(({ table, columns, open }) => (
                <div key={table.name} role="none">
                  <TableLine
                    table={table}
                    open={open}
                    isStop={stop === table.name}
                    onToggle={() => toggle(table.name)}
                    onInsert={() => onInsert(table.name)}
                  />
                  {open &&
                    columns.map((column) => (
                      <ColumnLine
                        key={column.name}
                        line={`${table.name}.${column.name}`}
                        column={column}
                        isStop={stop === `${table.name}.${column.name}`}
                        onInsert={() => {
                          setCurrent(`${table.name}.${column.name}`)
                          onInsert(column.name)
                        }}
                      />
                    ))}
                </div>
              ))}
            </div>
          ))}
        </div>
      ) : (
        <p className={classes.none}>No table or column matches.</p>
      )}
    </div>
  )
}
