import { Tooltip } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { Fragment } from 'react'
import type { DataSource, DataSourceColumn } from '@/api/instances'
import { privacyClass } from '@/lib/privacy-class'
import classes from './schema-tree.module.css'

type TableProps = {
  table: DataSource
  open: boolean
  /** The line that Tab leads to. */
  isStop: boolean
  onToggle: () => void
  onInsert: () => void
}

/** A table: opens with a click, and its plus puts its name into the text. */
export function TableLine({ table, open, isStop, onToggle, onInsert }: TableProps) {
  return (
    <Tooltip
      label={<Description text={table.description} />}
      multiline
      maw={360}
      position="right"
      events={{ hover: true, focus: true, touch: false }}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys */}
      <div
        role="treeitem"
        aria-level={1}
        aria-expanded={open}
        aria-label={`${table.name}${table.paid ? ', paid' : ''}${table.deprecated ? ', old' : ''}`}
        tabIndex={isStop ? 0 : -1}
        data-line={table.name}
        className={classes.line}
        draggable
        onDragStart={(event) => event.dataTransfer.setData('text/plain', table.name)}
        onClick={onToggle}
      >
        <IconChevronRight
          size={14}
          className={classes.chevron}
          data-open={open || undefined}
          aria-hidden
        />
        <Name text={table.name} />
        {table.paid && <span className={classes.mark}>paid</span>}
        {table.deprecated && <span className={classes.mark}>old</span>}
        <span
          className={classes.insert}
          title={`Insert ${table.name}`}
          aria-hidden
          onClick={(event) => {
            event.stopPropagation()
            onInsert()
          }}
        >
          +
        </span>
      </div>
    </Tooltip>
  )
}

type ColumnProps = {
  line: string
  column: DataSourceColumn
  isStop: boolean
  onInsert: () => void
}

/** A column with its unit or type and its privacy class; a click puts it into the text. */
export function ColumnLine({ line, column, isStop, onInsert }: ColumnProps) {
  const privacy = privacyClass(column.class)
  return (
    <Tooltip
      multiline
      maw={360}
      position="right"
      events={{ hover: true, focus: true, touch: false }}
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
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys */}
      <div
        role="treeitem"
        aria-level={2}
        aria-label={`${column.name}, ${column.unit || column.type}. ${privacy.text}`}
        tabIndex={isStop ? 0 : -1}
        data-line={line}
        className={classes.line}
        data-column
        draggable
        onDragStart={(event) => event.dataTransfer.setData('text/plain', column.name)}
        onClick={onInsert}
      >
        <Name text={column.name} />
        <span className={classes.type}>{column.unit || column.type.toLowerCase()}</span>
        {privacy.short && (
          <span className={classes.class} data-class={column.class}>
            {privacy.short}
          </span>
        )}
      </div>
    </Tooltip>
  )
}

/** A name that breaks at its underscores: names differ at their ends, so none is cut. */
function Name({ text }: { text: string }) {
  const parts = text.split('_')
  return (
    <span className={classes.text}>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a name stay where they are
        <Fragment key={index}>
          {part}
          {index < parts.length - 1 && (
            <>
              _<wbr />
            </>
          )}
        </Fragment>
      ))}
    </span>
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
