import type { DataSourceColumn } from '@/api/data-sources'
import { privacyClass } from '@/lib/privacy-class'
import { CopyableId } from '@/ui/copyable-id'
import table from '@/ui/data-table.module.css'
import classes from './column-table.module.css'

type Props = {
  columns: DataSourceColumn[]
  /** Those a search found come first and are marked. */
  matched: DataSourceColumn[]
  windowColumn: string | undefined
}

/** Columns with type, unit, what protects them, role and the values they hold. */
export function ColumnTable({ columns, matched, windowColumn }: Props) {
  const found = new Set(matched.map(({ name }) => name))
  const ordered = [
    ...columns.filter(({ name }) => found.has(name)),
    ...columns.filter(({ name }) => !found.has(name)),
  ]
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Column</th>
            <th>Type</th>
            <th>Unit</th>
            <th>Role</th>
            <th>Privacy</th>
            <th>Values</th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((column) => (
            <tr
              key={column.name}
              className={classes.row}
              data-found={found.has(column.name) || undefined}
            >
              <td className={classes.column}>
                <div>
                  <CopyableId value={column.name} label="column" />
                  {column.name === windowColumn && <span className={classes.window}>window</span>}
                  <span className={table.sub}>{column.description}</span>
                </div>
              </td>
              <td data-label="Type" className={classes.code}>
                {column.type}
              </td>
              <td data-label="Unit">{column.unit}</td>
              <td data-label="Role">{column.role.toLowerCase()}</td>
              <td data-label="Privacy">
                <PrivacyBadge name={column.class} />
              </td>
              <td data-label="Values">{valuesOf(column)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A privacy class and what it means, in words. */
function PrivacyBadge({ name }: { name: string }) {
  if (!name) return <span className="quiet">not known</span>
  const [word, meaning] = privacyClass(name).text.split(': ')
  return (
    <span className={classes.privacy}>
      <span className={classes.badge} data-class={name}>
        {word}
      </span>
      <span className={classes.meaning}>{meaning}</span>
    </span>
  )
}

const SHOWN = 6

function valuesOf(column: DataSourceColumn) {
  const closed = column.values ?? []
  if (closed.length === 0) {
    const examples = column.examples?.slice(0, 3) ?? []
    if (examples.length === 0) return null
    return <span className={`${classes.values} quiet`}>such as {examples.join(', ')}</span>
  }
  if (closed.length <= SHOWN) return <span className={classes.values}>{closed.join(', ')}</span>
  return (
    <details className={classes.values}>
      <summary>
        {closed.slice(0, SHOWN).join(', ')} and {closed.length - SHOWN} more
      </summary>
      {closed.slice(SHOWN).join(', ')}
    </details>
  )
}
