import { Select } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { connect, connectionsQuery, type Region } from '@/api/connections'
import { systemQuery } from '@/api/system'
import { idempotencyKey } from '@/lib/idempotency-key'
import { CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { ConnectionCard } from './connection-card'
import classes from './connections-page.module.css'
import { consentProblem, regionWords } from './model'

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
        <ProblemPanel title="Amazon is not connected" error={new Error(consentProblem(error))} />
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

function ConnectAmazon() {
  const [region, setRegion] = useState<Region>('NA')
  const [key] = useState(idempotencyKey)
  const begin = useMutation({
    mutationFn: () => connect(region, key),
    onSuccess: ({ authorizeUrl }) => window.location.assign(authorizeUrl),
  })
  return (
    <>
      <Select
        aria-label="Amazon's region"
        w={190}
        value={region}
        data={(['NA', 'EU', 'FE'] as const).map((value) => ({ value, label: regionWords[value] }))}
        onChange={(value) => setRegion(value === 'EU' || value === 'FE' ? value : 'NA')}
      />
      <CommandButton
        command={{
          label: 'Connect Amazon',
          group: 'Connections',
          keys: 'c a',
          words: 'consent new connection',
        }}
        loading={begin.isPending || begin.isSuccess}
        onClick={() => begin.mutate()}
      >
        Connect Amazon
      </CommandButton>
      {begin.isError && <ProblemPanel title="Connecting did not begin" error={begin.error} />}
    </>
  )
}

/** What stands in for Amazon, and how it is. */
function SandboxNote() {
  const { data: system } = useQuery(systemQuery())
  if (!system?.sandbox.enabled) return null
  const { elsewhere, reachable, ready, done, total } = system.sandbox
  if (!reachable) {
    return (
      <ProblemPanel
        title="The sandbox is not reachable"
        error="No Amazon app is configured and the sandbox that stands in for Amazon does not answer: nothing can be connected, and executions wait."
        next="Start it again, or correct RECOMAMP_SANDBOX_URL. This page notices by itself."
      />
    )
  }
  return (
    <p className={classes.sandbox} role="status">
      No Amazon app is configured, so {elsewhere ? 'a sandbox of its own' : 'the built-in sandbox'}{' '}
      stands in for Amazon: its consent page, its accounts, its synthetic data.
      {!ready && (
        <span className="num">
          {' '}
          Its data are being made: {done} of {total}.
        </span>
      )}
    </p>
  )
}
