import { createFileRoute, redirect } from '@tanstack/react-router'
import { connectionsQuery } from '@/api/connections'
import { meQuery } from '@/api/me'
import { ConnectionsPage } from '@/features/connections/connections-page'
import { cameFromSetUp } from '@/features/set-up/return'
import { useMay } from '@/lib/may'
import { z } from '@/lib/zod'
import { NotForYou } from '@/ui/not-for-you'

const search = z.object({
  connected: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/connections')({
  staticData: { crumb: 'Connections' },
  validateSearch: search,
  beforeLoad: ({ search: { connected }, preload }) => {
    if (connected && !preload && cameFromSetUp()) throw redirect({ to: '/set-up' })
  },
  loader: async ({ context: { queryClient } }) => {
    const { rights } = await queryClient.ensureQueryData(meQuery())
    if (rights.organise) await queryClient.prefetchQuery(connectionsQuery())
  },
  component: function Connections() {
    const { connected, error } = Route.useSearch()
    const { organise } = useMay()
    return organise ? (
      <ConnectionsPage connected={connected} error={error} />
    ) : (
      <NotForYou title="Connections">
        Owners connect Amazon. What you may see of an instance tells whether it is connected.
      </NotForYou>
    )
  },
})
