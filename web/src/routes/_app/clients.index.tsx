import { createFileRoute } from '@tanstack/react-router'
import { clientsQuery } from '@/api/instances'
import { ClientsPage } from '@/features/clients/clients-page'

export const Route = createFileRoute('/_app/clients/')({
  staticData: { crumb: 'Clients' },
  loader: ({ context }) => context.queryClient.prefetchQuery(clientsQuery()),
  component: ClientsPage,
})
