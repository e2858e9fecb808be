import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { invitationsQuery, takeBack } from '@/api/people'
import { ConfirmButton } from '@/ui/confirm-button'
import table from '@/ui/data-table.module.css'
import { EndingText } from '@/ui/ending-text'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { TimeText } from '@/ui/time-text'
import { organisationWords } from './model/roles'
import { useRefreshPeople } from './refresh'

/** One-time links that wait to be used; nothing when there are none. */
export function InvitationPanel({ mayTakeBack }: { mayTakeBack: boolean }) {
  const refresh = useRefreshPeople()
  const links = useQuery(invitationsQuery())
  const taking = useMutation({ mutationFn: takeBack, onSuccess: refresh })
  if (links.isError) {
    return <ProblemPanel title="The links that wait could not be read" error={links.error} />
  }
  if (!links.data || links.data.length === 0) return null
  return (
    <Panel title="Links that wait to be used" flush>
      {taking.isError && <ProblemPanel title="The link was not taken back" error={taking.error} />}
      <div className={`${table.scroll} ${table.tall}`}>
        <table className={table.table}>
          <thead>
            <tr>
              <th>For</th>
              <th>To</th>
              <th>Made</th>
              <th>Works</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {links.data.map(
              ({ id, kind, person, email, role, createdAt, createdBy, expiresAt }) => (
                <tr key={id}>
                  <td>
                    <span>
                      <Link
                        to="/people/$personId"
                        params={{ personId: person.id }}
                        className={table.strong}
                      >
                        {person.name}
                      </Link>
                      <span className={table.sub}>{email}</span>
                    </span>
                  </td>
                  <td data-label="To">
                    {kind === 'recovery'
                      ? 'set a new password'
                      : `join as ${organisationWords[role].toLowerCase()}`}
                  </td>
                  <td data-label="Made">
                    <span>
                      <TimeText at={createdAt} /> by {createdBy.name}
                    </span>
                  </td>
                  <td data-label="Works">
                    <EndingText until={expiresAt} />
                  </td>
                  <td className={`${table.right} ${table.actions}`}>
                    {mayTakeBack && (
                      <ConfirmButton
                        command={{
                          label: 'Take back the link of',
                          subject: person.name,
                          group: 'People',
                          words: 'invitation cancel revoke',
                        }}
                        size="compact-xs"
                        question={
                          kind === 'recovery'
                            ? `The link stops to work. The password of ${person.name} stays as it is.`
                            : `The link stops to work, and ${person.name} is forgotten with the access given so far.`
                        }
                        confirmLabel="Take the link back"
                        onConfirm={() => taking.mutate(id)}
                      >
                        Take back
                      </ConfirmButton>
                    )}
                  </td>
                </tr>
              ),
            )}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
