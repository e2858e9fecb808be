import { Link } from '@tanstack/react-router'
import type { FoundTable, SourceFilter } from '../model/find-tables'
import classes from './source-list.module.css'

type Props = {
  found: FoundTable[]
  /** By category, as the list stands; a search orders by fit instead. */
  grouped: boolean
  chosen: string | undefined
  filter: SourceFilter
  /** How many instances there are. */
  total: number
}

const SHOWN_COLUMNS = 4

/** The tables that were found, each with the columns that made it be found. */
export function SourceList({ found, grouped, chosen, filter, total }: Props) {
  if (found.length === 0) {
    return (
      <p className={classes.none}>
        No table or column matches. Take a filter away, or work for another client.
      </p>
    )
  }
  return (
    <ul className={classes.list}>
      {found.map(({ table, columns }, index) => (
        <li key={table.name}>
          {grouped && table.category !== found[index - 1]?.table.category && (
            <div className={classes.category}>{table.category}</div>
          )}
          <Link
            to="/data-sources"
            search={{ ...filter, table: table.name }}
            replace
            className={classes.line}
            aria-current={table.name === chosen ? 'true' : undefined}
          >
            <span className={classes.name}>{table.name}</span>
            {table.paid && <span className={classes.mark}>paid</span>}
            {table.deprecated && <span className={classes.mark}>removed</span>}
            {table.instanceIds.length < total && (
              <span className={classes.share} title="How many instances have it">
                {table.instanceIds.length}/{total}
              </span>
            )}
            {columns.length > 0 && (
              <span className={classes.columns}>
                {columns
                  .slice(0, SHOWN_COLUMNS)
                  .map(({ name }) => name)
                  .join(', ')}
                {columns.length > SHOWN_COLUMNS && ` +${columns.length - SHOWN_COLUMNS}`}
              </span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  )
}
