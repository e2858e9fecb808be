import { useMutation, useQuery } from '@tanstack/react-query'
import {
  endSessionOf,
  endTokenOf,
  type PersonEntry,
  personSessionsQuery,
  personTokensQuery,
} from '@/api/people'
import { ConfirmButton } from '@/ui/confirm-button'
import table from '@/ui/data-table.module.css'
import { EndingText } from '@/ui/ending-text'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SessionTable } from '@/ui/session-table'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

type Props = { person: PersonEntry; self: boolean }

/** Where a person is signed in, and the programs that act as them. */
export function PersonSessions({ person, self }: Props) {
  const refresh = useRefreshPeople()
  const sessions = useQuery(personSessionsQuery(person.id))
  const ending = useMutation({
    mutationFn: (id: string) => endSessionOf(person.id, id),
    onSuccess: refresh,
  })
  return (
    <>
      <Panel title="Sessions" flush>
        {sessions.isPending && <SkeletonRows rows={2} />}
        {sessions.isError && (
          <ProblemPanel title="The sessions could not be read" error={sessions.error} />
        )}
        {sessions.data?.length === 0 && (
          <p className={`${classes.below} quiet`}>{person.name} is signed in nowhere.</p>
        )}
        {sessions.data && sessions.data.length > 0 && (
          <SessionTable sessions={sessions.data} whose={person.name} onEnd={ending.mutate} />
        )}
        {ending.isError && <ProblemPanel title="The session was not ended" error={ending.error} />}
      </Panel>
      {!self && <TokenPanel person={person} />}
    </>
  )
}

function TokenPanel({ person }: { person: PersonEntry }) {
  const refresh = useRefreshPeople()
  const tokens = useQuery(personTokensQuery(person.id))
  const ending = useMutation({
    mutationFn: (id: string) => endTokenOf(person.id, id),
    onSuccess: refresh,
  })
  if (tokens.isError) {
    return <ProblemPanel title="The tokens could not be read" error={tokens.error} />
  }
  if (!tokens.data || tokens.data.length === 0) return null
  return (
    <Panel title="API tokens" flush>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Name</th>
            <th>May</th>
            <th>Last used</th>
            <th>Works</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.data.map(({ id, name, scope, lastUsedAt, expiresAt }) => (
            <tr key={id}>
              <td className={table.strong}>{name}</td>
              <td data-label="May">{scope}</td>
              <td data-label="Last used">
                {lastUsedAt ? <TimeText at={lastUsedAt} /> : <span className="quiet">never</span>}
              </td>
              <td data-label="Works">
                <EndingText until={expiresAt} />
              </td>
              <td className={`${table.right} ${table.actions}`}>
                <ConfirmButton
                  command={{ label: 'End the token', subject: name, group: 'People' }}
                  size="compact-xs"
                  question={`Programs that use “${name}” of ${person.name} are refused from then on.`}
                  confirmLabel="End this token"
                  onConfirm={() => ending.mutate(id)}
                >
                  End
                </ConfirmButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {ending.isError && <ProblemPanel title="The token was not ended" error={ending.error} />}
    </Panel>
  )
}
