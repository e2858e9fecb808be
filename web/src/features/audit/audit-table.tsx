import { Link } from '@tanstack/react-router'
import type { AuditEntry } from '@/api/audit'
import { exactTime } from '@/lib/time'
import { ClientChip } from '@/ui/client-chip'
import table from '@/ui/data-table.module.css'
import { TimeText } from '@/ui/time-text'
import classes from './audit.module.css'
import { actorWords, deedWords } from './model/words'

/** Who did what, newest first. Each line leads to all that is known of it. */
export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  return (
    <div className={`${table.scroll} ${table.tall}`}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>What</th>
            <th>Who</th>
            <th>Where</th>
            <th className={table.extra}>From</th>
            <th>When</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td>
                <span>
                  <Link
                    to="/audit/$entryId"
                    params={{ entryId: entry.id }}
                    className={entry.outcome === 'refused' ? classes.refused : table.strong}
                  >
                    {deedWords(entry)} {entry.object.name}
                  </Link>
                  <span className={table.sub}>
                    {entry.act}
                    {entry.code && `, ${entry.code}`}
                  </span>
                </span>
              </td>
              <td data-label="Who">{actorWords(entry.actor)}</td>
              <td data-label="Where">
                <Place entry={entry} />
              </td>
              <td data-label="From" className={`${table.extra} num`}>
                {entry.address}
              </td>
              <td data-label="When" className={table.nowrap}>
                <span>
                  <TimeText at={entry.at} />
                  <span className={`${table.sub} num`}>{exactTime(entry.at)}</span>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The instance or the client that it belongs to. */
export function Place({ entry: { client, instance } }: { entry: AuditEntry }) {
  if (instance?.name) {
    return (
      <ClientChip
        name={instance.name}
        color={instance.client.color}
        detail={instance.client.name}
      />
    )
  }
  if (client?.name) return <ClientChip name={client.name} color={client.color} />
  return <span className="quiet">organisation</span>
}
