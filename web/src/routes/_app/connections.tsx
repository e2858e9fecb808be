import { createFileRoute } from '@tanstack/react-router'
import { z } from 'zod'
import { connectionsQuery } from '@/api/connections'
import { ConnectionsPage } from '@/features/connections/connections-page'

const search = z.object({
  connected: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/connections')({
  staticData: { crumb: 'Connections' },
  validateSearch: search,
  loader: ({ context }) => context.queryClient.prefetchQuery(connectionsQuery()),
  component: function Connections() {
    return <ConnectionsPage {...Route.useSearch()} />
  },
})
