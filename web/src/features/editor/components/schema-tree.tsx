import { TextInput, Tooltip } from '@mantine/core'
import { IconChevronRight, IconSearch, IconTable } from '@tabler/icons-react'
import { useDeferredValue, useState } from 'react'
import type { DataSource, DataSourceColumn } from '@/api/instances'
import { privacyClass, type SchemaTable, searchSchema } from '../model/schema-search'
import classes from './schema-tree.module.css'

type Props = { tables: DataSource[]; onInsert: (text: string) => void }

/** What a query can read: tables and columns, with what protects each of them. */
export function SchemaTree({ tables, onInsert }: Props) {
  const [search, setSearch] = useState('')
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const groups = searchSchema(tables, useDeferredValue(search), opened)

  function toggle(name: string) {
    const next = new Set(opened)
    if (!next.delete(name)) next.add(name)
    setOpened(next)
  }

  return (
    <div className={classes.tree}>
      <TextInput
        className={classes.search}
        leftSection={<IconSearch size={14} />}
        placeholder="Tables and columns"
        aria-label="Search tables and columns"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <div className={classes.list}>
        {groups.map(({ category, tables: found }) => (
          <section key={category} aria-label={category}>
            <h3 className={classes.category}>{category}</h3>
            {found.map((entry) => (
              <TableNode
                key={entry.table.name}
                entry={entry}
                onToggle={() => toggle(entry.table.name)}
                onInsert={onInsert}
              />
            ))}
          </section>
        ))}
        {groups.length === 0 && <p className={classes.none}>No table or column matches.</p>}
      </div>
    </div>
  )
}

type NodeProps = { entry: SchemaTable; onToggle: () => void; onInsert: (text: string) => void }

function TableNode({ entry: { table, columns, open }, onToggle, onInsert }: NodeProps) {
  return (
    <div>
      <div className={classes.table}>
        <button
          type="button"
          className={classes.chevron}
          aria-expanded={open}
          aria-label={`Columns of ${table.name}`}
          onClick={onToggle}
        >
          <IconChevronRight size={14} data-open={open || undefined} />
        </button>
        <Tooltip
          label={<Description text={table.description} />}
          multiline
          maw={360}
          position="right"
        >
          <button
            type="button"
            className={classes.name}
            draggable
            onDragStart={(event) => event.dataTransfer.setData('text/plain', table.name)}
            onClick={onToggle}
            onDoubleClick={() => onInsert(table.name)}
          >
            <IconTable size={14} aria-hidden />
            <span className={classes.text}>{table.name}</span>
            {table.paid && <span className={classes.mark}>paid</span>}
            {table.deprecated && <span className={classes.mark}>old</span>}
          </button>
        </Tooltip>
        <button
          type="button"
          className={classes.insert}
          onClick={() => onInsert(table.name)}
          aria-label={`Insert ${table.name}`}
        >
          +
        </button>
      </div>
      {open &&
        columns.map((column) => (
          <ColumnNode key={column.name} column={column} onInsert={onInsert} />
        ))}
    </div>
  )
}

function ColumnNode({
  column,
  onInsert,
}: {
  column: DataSourceColumn
  onInsert: (text: string) => void
}) {
  const privacy = privacyClass(column.class)
  const type = column.type.toLowerCase()
  return (
    <Tooltip
      multiline
      maw={360}
      position="right"
      label={
        <Description
          text={column.description}
          more={[
            `${column.type}${column.unit ? ` · ${column.unit}` : ''}`,
            privacy.text,
            examples(column),
          ]}
        />
      }
    >
      <button
        type="button"
        className={classes.column}
        draggable
        onDragStart={(event) => event.dataTransfer.setData('text/plain', column.name)}
        onClick={() => onInsert(column.name)}
      >
        <span className={classes.text}>{column.name}</span>
        <span className={classes.type}>{column.unit || type}</span>
        {privacy.short && (
          <span className={classes.class} data-class={column.class}>
            {privacy.short}
          </span>
        )}
      </button>
    </Tooltip>
  )
}

function examples(column: DataSourceColumn): string {
  const values = column.values?.length ? column.values : column.examples
  return values?.length ? `Values: ${values.slice(0, 6).join(', ')}` : ''
}

function Description({ text, more = [] }: { text: string; more?: string[] }) {
  return (
    <>
      {text || 'No description.'}
      {more.filter(Boolean).map((line) => (
        <div key={line} style={{ marginTop: 4 }}>
          {line}
        </div>
      ))}
    </>
  )
}
