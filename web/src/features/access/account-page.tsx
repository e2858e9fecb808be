import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  endOtherSessions,
  endOwnSession,
  type Me,
  meKeys,
  meQuery,
  mySessionsQuery,
} from '@/api/me'
import { plural } from '@/lib/number'
import { datedTime } from '@/lib/time'
import { ClientChip } from '@/ui/client-chip'
import { ConfirmButton } from '@/ui/confirm-button'
import table from '@/ui/data-table.module.css'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SessionTable } from '@/ui/session-table'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { IdentityPanel } from './identity-panel'
import { mayWords } from './model'
import { PasskeyPanel } from './passkey-panel'
import { PasswordPanel } from './password-panel'
import { SecondFactorPanel } from './second-factor-panel'

/** One's own account: what one may do, and where one is signed in. */
export function AccountPage({ added, problem }: { added?: string; problem?: string }) {
  return (
    <Page
      title="Your account"
      note="What you may do here, how you sign in, and the browsers you are signed in with."
    >
      <AccessPanel />
      <PasswordPanel />
      <PasskeyPanel />
      <SecondFactorPanel />
      <IdentityPanel added={added} problem={problem} />
      <SessionPanel />
    </Page>
  )
}

function AccessPanel() {
  const me = useQuery(meQuery())
  return (
    <Panel title="What you may do" flush>
      {me.isPending && <SkeletonRows rows={3} />}
      {me.isError && <ProblemPanel title="What you may do could not be read" error={me.error} />}
      {me.data && <AccessTable me={me.data} />}
    </Panel>
  )
}

function AccessTable({ me }: { me: Me }) {
  if (me.rights.all) {
    return (
      <EmptyState title="You are an owner">
        You may do everything, on every client and for the whole organisation.
      </EmptyState>
    )
  }
  if (me.clients.length === 0) {
    return (
      <EmptyState title="You were not given access to a client yet">
        Ask an owner, or an administrator of the client you work for, to give you a role. It shows
        here, and on every page, at once.
      </EmptyState>
    )
  }
  return (
    <>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Instance</th>
            <th>You may</th>
          </tr>
        </thead>
        <tbody>
          {me.clients.flatMap(({ client, instances }) =>
            instances.map(({ id, name, role }) => (
              <tr key={id}>
                <td>
                  <ClientChip name={name} color={client.color} detail={client.name} />
                </td>
                <td data-label="You may">{mayWords[role]}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      {me.endsAt && <p className="quiet">Some of it ends on {datedTime(me.endsAt)}.</p>}
    </>
  )
}

function SessionPanel() {
  const client = useQueryClient()
  const sessions = useQuery(mySessionsQuery())
  const refresh = () => client.invalidateQueries({ queryKey: meKeys.sessions })
  const ending = useMutation({ mutationFn: endOwnSession, onSuccess: refresh })
  const others = useMutation({ mutationFn: endOtherSessions, onSuccess: refresh })
  const failed = ending.error ?? others.error
  return (
    <Panel
      title="Your sessions"
      flush
      actions={
        sessions.data &&
        sessions.data.length > 1 && (
          <ConfirmButton
            command={{
              label: 'End all other sessions',
              group: 'Account',
              words: 'sign out everywhere log out devices',
            }}
            size="compact-xs"
            loading={others.isPending}
            question="You stay signed in here, and are signed out everywhere else at once."
            confirmLabel="End all others"
            onConfirm={() => others.mutate()}
          >
            End all others
          </ConfirmButton>
        )
      }
    >
      {sessions.isPending && <SkeletonRows rows={2} />}
      {sessions.isError && (
        <ProblemPanel title="Your sessions could not be read" error={sessions.error} />
      )}
      {failed && <ProblemPanel title="The session was not ended" error={failed} />}
      {others.data && <p role="status">{plural(others.data.ended, 'other session')} ended.</p>}
      {sessions.data && <SessionTable sessions={sessions.data} onEnd={ending.mutate} />}
    </Panel>
  )
}
