import { IconPlugConnected } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { connectionsQuery } from '@/api/connections'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { ConnectAmazon } from './connect-amazon'
import { ConnectionCard } from './connection-card'
import classes from './connections-page.module.css'
import { consentProblem } from './model'
import { SandboxNote } from './sandbox-note'

type Props = {
  /** The connection whose consent has just been given. */
  connected: string | undefined
  /** Why Amazon sent us back without one. */
  error: string | undefined
}

/** Amazon's consents: who gave them, how they are, and the way to a new one. */
export function ConnectionsPage({ connected, error }: Props) {
  const connections = useQuery(connectionsQuery())
  return (
    <Page
      title="Connections"
      note="A connection is one consent at Amazon. It is how RecomAMP sees accounts and instances."
      actions={<ConnectAmazon />}
    >
      <SandboxNote />
      {error && (
        <ProblemPanel title="Amazon was not connected" error={new Error(consentProblem(error))} />
      )}
      {connected && connections.data?.some(({ id }) => id === connected) && (
        <p className={classes.connected} role="status">
          Amazon is connected. <Link to="/instances">See the instances it found</Link>, or{' '}
          <Link to="/queries/new">write a query</Link>.
        </p>
      )}
      {connections.isPending && <SkeletonRows rows={4} />}
      {connections.isError && (
        <ProblemPanel title="The connections could not be read" error={connections.error} />
      )}
      {connections.data?.length === 0 && (
        <Panel>
          <EmptyState icon={<IconPlugConnected size={22} />} title="Connect Amazon to begin">
            You are taken to Amazon's consent page and back. RecomAMP then looks for every account
            and instance that consent reaches. Tokens are kept encrypted and never leave the server.
          </EmptyState>
        </Panel>
      )}
      {connections.data?.map((connection) => (
        <ConnectionCard
          key={connection.id}
          connection={connection}
          fresh={connection.id === connected}
        />
      ))}
    </Page>
  )
}
