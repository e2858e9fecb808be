import { IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Connection, connectionKeys, disconnect, discover, reconnect } from '@/api/connections'
import type { Discovery } from '@/api/discoveries'
import { clientKeys, instanceKeys } from '@/api/instances'
import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { CopyableId } from '@/ui/copyable-id'
import table from '@/ui/data-table.module.css'
import { Facts } from '@/ui/facts'
import { HealthDot } from '@/ui/health-dot'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { TimeText } from '@/ui/time-text'
import classes from './connections-page.module.css'
import { regionWords } from './model'

const changedAny = ({ added, changed, returned, gone }: Discovery) =>
  added + changed + returned + gone > 0

/** One consent: its health, what it reaches, and what can be done about it. */
export function ConnectionCard({ connection, fresh }: { connection: Connection; fresh: boolean }) {
  const client = useQueryClient()
  const refresh = () =>
    Promise.all(
      [connectionKeys.all, instanceKeys.all, clientKeys.all].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    )
  const looking = useMutation({ mutationFn: () => discover(connection.id), onSuccess: refresh })
  const again = useMutation({
    mutationFn: () => reconnect(connection.id),
    onSuccess: ({ authorizeUrl }) => window.location.assign(authorizeUrl),
  })
  const forget = useMutation({ mutationFn: () => disconnect(connection.id), onSuccess: refresh })
  const instances = connection.accounts.reduce((sum, account) => sum + account.instances, 0)
  const failed = looking.error ?? again.error ?? forget.error
  const told = connection.problem?.message // once is enough
  const where = `${regionWords[connection.region]} (${connection.person.name})`
  const begun = connection.state === 'pending'
  const needsConsent = connection.state === 'needs_reconnect' || begun

  return (
    <Panel
      flush
      title={`Amazon · ${regionWords[connection.region]}`}
      actions={
        <div className={classes.actions}>
          <CommandButton
            command={{
              label: begun ? 'Give consent for' : 'Reconnect',
              subject: where,
              group: 'Connections',
              words: 'consent renew',
            }}
            variant={needsConsent ? 'filled' : 'default'}
            loading={again.isPending || again.isSuccess}
            onClick={() => again.mutate()}
          >
            {begun ? 'Give consent' : 'Reconnect'}
          </CommandButton>
          {!begun && (
            <CommandButton
              command={{
                label: 'Discover',
                subject: `instances of ${where}`,
                group: 'Connections',
                words: 'look refresh',
              }}
              variant="default"
              leftSection={<IconRefresh size={14} />}
              loading={looking.isPending}
              onClick={() => looking.mutate()}
            >
              Discover
            </CommandButton>
          )}
          <ConfirmButton
            command={{ label: 'Disconnect', subject: where, group: 'Connections' }}
            question="Its tokens are destroyed. Instances and results stay, but nothing can run through it any more."
            confirmLabel="Disconnect"
            onConfirm={() => forget.mutate()}
          >
            Disconnect
          </ConfirmButton>
        </div>
      }
    >
      <div className={classes.card} data-fresh={fresh || undefined}>
        <Facts
          facts={[
            { term: 'Health', value: <HealthDot health={connection.state} showWord /> },
            { term: 'Consent by', value: connection.person.name },
            connection.consentedAt !== undefined && {
              term: 'Given',
              value: <TimeText at={connection.consentedAt} />,
            },
            connection.refreshedAt !== undefined && {
              term: 'Last renewed',
              value: <TimeText at={connection.refreshedAt} />,
            },
            {
              term: 'Reaches',
              value: `${plural(connection.accounts.length, 'account')}, ${plural(instances, 'instance')}`,
            },
            {
              term: 'Last discovery',
              value: connection.discoveredAt ? (
                <TimeText at={connection.discoveredAt} />
              ) : looking.isPending ? (
                'looking now…'
              ) : (
                'not yet'
              ),
            },
          ]}
        />
        {connection.problem && (
          <ProblemPanel
            title={connection.problem.message}
            error={
              connection.state === 'needs_reconnect'
                ? 'What runs through it waits until somebody consents again, then goes on by itself.'
                : 'What runs through it waits and is tried again.'
            }
            next={connection.problem.next}
          />
        )}
        {/* Without consent looking cannot work: one cause, one next step. */}
        {connection.discoveryProblem &&
          !needsConsent &&
          connection.discoveryProblem.message !== told && (
            <ProblemPanel
              title="Looking for instances did not work"
              error={
                new Error(
                  [connection.discoveryProblem.message, connection.discoveryProblem.next]
                    .filter(Boolean)
                    .join(' '),
                )
              }
            />
          )}
        {failed && failed.message !== told && (
          <ProblemPanel title="That did not work" error={failed} />
        )}
        {looking.data && (
          <p role="status" className="num">
            Found {plural(looking.data.instances, 'instance')} in{' '}
            {plural(looking.data.accounts, 'account')}: {looking.data.added} new,{' '}
            {looking.data.changed} changed, {looking.data.returned} back, {looking.data.gone} gone.{' '}
            {changedAny(looking.data) && <Link to="/instances">See what changed</Link>}
          </p>
        )}
      </div>
      {connection.accounts.length > 0 && (
        <table className={table.table}>
          <thead>
            <tr>
              <th>Account</th>
              <th>Amazon's id</th>
              <th>Marketplace</th>
              <th className={table.right}>Instances</th>
            </tr>
          </thead>
          <tbody>
            {connection.accounts.map((account) => (
              <tr key={account.id}>
                <td className={table.strong}>{account.name}</td>
                <td data-label="Amazon's id">
                  <CopyableId value={account.amazonId} label="Amazon's account id" />
                </td>
                <td data-label="Marketplace">
                  <span className="mono">{account.marketplaceId}</span>
                </td>
                <td data-label="Instances" className={table.right}>
                  {account.instances}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
