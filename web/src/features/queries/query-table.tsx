import { Link } from '@tanstack/react-router'
import type { QuerySummary } from '@/api/queries'
import { ClientChip } from '@/ui/client-chip'
import table from '@/ui/data-table.module.css'
import { TimeText } from '@/ui/time-text'
import { QueryMenu } from './query-menu'

/** Queries as rows; on a phone, as cards. */
export function QueryTable({ queries }: { queries: QuerySummary[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Name</th>
            <th>Client</th>
            <th className={table.right}>Version</th>
            <th>Changed</th>
            <th className={table.extra}>By</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {queries.map((query) => (
            <tr key={query.id}>
              <td>
                <div>
                  <Link
                    to="/queries/$queryId"
                    params={{ queryId: query.id }}
                    className={table.strong}
                  >
                    {query.name}
                  </Link>
                  {query.description && (
                    <span className={table.sub}>{firstLine(query.description)}</span>
                  )}
                </div>
              </td>
              <td data-label="Client">
                {query.client ? (
                  <ClientChip name={query.client.name} color={query.client.color} />
                ) : (
                  <span className="quiet">all clients</span>
                )}
              </td>
              <td data-label="Version" className={table.right}>
                {query.version}
              </td>
              <td data-label="Changed" className={table.nowrap}>
                <TimeText at={query.updatedAt} />
              </td>
              <td data-label="By" className={table.extra}>
                {query.updatedBy.name}
              </td>
              <td className={`${table.right} ${table.actions}`}>
                <QueryMenu query={query} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? ''
  return line.length > 110 ? `${line.slice(0, 109)}…` : line
}
