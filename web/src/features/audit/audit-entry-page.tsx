import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type AuditEntry, auditEntryQuery } from '@/api/audit'
import { exactTime } from '@/lib/time'
import { CopyableId } from '@/ui/copyable-id'
import table from '@/ui/data-table.module.css'
import { Facts } from '@/ui/facts'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './audit.module.css'
import { Place } from './audit-table'
import { actorWords, deedWords, partWords, valueWords, viaWords } from './model/words'

/** All that is known of one entry. */
export function AuditEntryPage({ id }: { id: string }) {
  const entry = useQuery(auditEntryQuery(id))
  if (entry.isPending) return <SkeletonRows rows={6} />
  if (entry.isError) {
    return <ProblemPanel title="The entry could not be read" error={entry.error} />
  }
  const { data } = entry
  const title = `${actorWords(data.actor)} ${deedWords(data)} ${data.object.name ?? ''}`.trim()
  return (
    <Page title={title} note={exactTime(data.at)}>
      <Panel title="What">
        <Facts facts={whatFacts(data)} />
      </Panel>
      <Panel title="Who">
        <Facts facts={whoFacts(data)} />
      </Panel>
      <Panel title="What changed" flush={Object.keys(data.changes).length > 0}>
        <Changes changes={data.changes} />
      </Panel>
    </Page>
  )
}

function whatFacts(entry: AuditEntry) {
  const { act, outcome, code, object, sealedAt, place, batch } = entry
  return [
    { term: 'Act', value: act },
    {
      term: 'Outcome',
      value: outcome === 'done' ? 'Done' : `Refused: ${code ?? 'no reason given'}`,
    },
    { term: 'On', value: <Place entry={entry} /> },
    object.id
      ? {
          term: partWords(object.kind.replace('-', ' ')),
          value: <CopyableId value={object.id} label="the id" />,
        }
      : false,
    object.id
      ? {
          term: 'All of it',
          value: (
            <Link to="/audit" search={{ object: object.id }}>
              Everything done with this {object.kind.replace('-', ' ')}
            </Link>
          ),
        }
      : false,
    {
      term: 'Sealed',
      value: sealedAt
        ? `${exactTime(sealedAt)}${place ? `, as entry ${place} in batch ${batch}` : ''}`
        : 'not yet',
    },
  ] as const satisfies Parameters<typeof Facts>[0]['facts']
}

function whoFacts({ actor, address, requestId }: AuditEntry) {
  return [
    {
      term: 'Who',
      value: actor.personId ? (
        <Link to="/people/$personId" params={{ personId: actor.personId }}>
          {actor.name}
        </Link>
      ) : (
        actorWords(actor)
      ),
    },
    actor.role ? { term: 'Role then', value: actor.role } : false,
    { term: 'How', value: viaWords(actor) },
    actor.viaId
      ? {
          term: actor.via === 'token' ? 'API token' : 'Session',
          value: <CopyableId value={actor.viaId} label="the id" />,
        }
      : false,
    address ? { term: 'From', value: address } : false,
    requestId
      ? { term: 'Request', value: <CopyableId value={requestId} label="the id of the request" /> }
      : false,
  ] as const satisfies Parameters<typeof Facts>[0]['facts']
}

function Changes({ changes }: { changes: AuditEntry['changes'] }) {
  const parts = Object.entries(changes)
  if (parts.length === 0) return <p className="quiet">The act itself is all there is to tell.</p>
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Part</th>
            <th>Before</th>
            <th>After</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(([name, { from, to }]) => (
            <tr key={name}>
              <td>{partWords(name)}</td>
              <td data-label="Before" className={classes.value}>
                {valueWords(from)}
              </td>
              <td data-label="After" className={classes.value}>
                {valueWords(to)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
