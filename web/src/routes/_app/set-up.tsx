import { useQuery } from '@tanstack/react-query'
import { createFileRoute, Link } from '@tanstack/react-router'
import { connectionsQuery } from '@/api/connections'
import { instancesQuery } from '@/api/instances'
import { channelsQuery } from '@/api/notices'
import { setUpQuery } from '@/api/organisation'
import { ConnectAmazon } from '@/features/connections/connect-amazon'
import { SandboxNote } from '@/features/connections/sandbox-note'
import { ClientList } from '@/features/instances/client-list'
import { DiscoveryPanel } from '@/features/instances/discovery-panel'
import { ChannelForm } from '@/features/notifications/channel-form'
import { InvitePanel } from '@/features/people/invite-panel'
import { SelfTestPanel } from '@/features/self-test/self-test-panel'
import { OrganisationForm } from '@/features/set-up/organisation-form'
import { leaveForAmazon } from '@/features/set-up/return'
import { SetUpPage } from '@/features/set-up/set-up-page'
import { useMay } from '@/lib/may'
import { plural } from '@/lib/number'
import { z } from '@/lib/zod'
import { NotForYou } from '@/ui/not-for-you'

export const Route = createFileRoute('/_app/set-up')({
  staticData: { crumb: 'Set-up' },
  validateSearch: z.object({ step: z.string().optional().catch(undefined) }),
  loader: ({ context: { queryClient } }) => void queryClient.prefetchQuery(setUpQuery()),
  component: SetUpRoute,
})

function SetUpRoute() {
  const { step } = Route.useSearch()
  const navigate = Route.useNavigate()
  if (!useMay().organise) return <NotForYou title="Set-up">Owners set RecomAMP up.</NotForYou>
  return (
    <SetUpPage
      step={step}
      onStep={(chosen) => void navigate({ search: { step: chosen }, replace: true })}
      contents={{
        organisation: (next) => <OrganisationForm onDone={next} />,
        connection: () => <Connecting />,
        instances: () => <Finding />,
        clients: () => <ClientList />,
        people: (next) => <InvitePanel onDone={next} />,
        channel: (next) => <Telling onDone={next} />,
        self_test: () => <SelfTestPanel />,
      }}
    />
  )
}

function Connecting() {
  const { data: connections = [] } = useQuery(connectionsQuery())
  return (
    <>
      <SandboxNote />
      {connections.length > 0 && (
        <p className="num">
          {plural(connections.length, 'connection')}: see <Link to="/connections">Connections</Link>
          .
        </p>
      )}
      <ConnectRow />
    </>
  )
}

function ConnectRow() {
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 'var(--space-2)' }}>
      <ConnectAmazon onLeave={leaveForAmazon} />
    </div>
  )
}

function Finding() {
  const { data: instances = [] } = useQuery({ ...instancesQuery(), refetchInterval: 3_000 })
  const { data: connections = [] } = useQuery(connectionsQuery())
  if (connections.length === 0)
    return <p>Connect Amazon first: that is where they are looked for.</p>
  return (
    <>
      <p className="num" role="status">
        {instances.length > 0
          ? `${plural(instances.length, 'instance')} found.`
          : 'Nothing was found yet. The first look can take a minute; “Discover” under Connections begins another one.'}
      </p>
      <DiscoveryPanel />
    </>
  )
}

function Telling({ onDone }: { onDone: () => void }) {
  const { data: channels = [] } = useQuery(channelsQuery())
  return (
    <>
      {channels.length > 0 && (
        <p className="num">
          {plural(channels.length, 'channel')}: see{' '}
          <Link to="/notifications/channels">Channels</Link>, where each can be tested.
        </p>
      )}
      <ChannelForm onDone={onDone} />
    </>
  )
}
