import { createFileRoute } from '@tanstack/react-router'
import { clientsQuery } from '@/api/instances'
import { InstancesPage } from '@/features/instances/instances-page'

export const Route = createFileRoute('/_app/instances')({
  staticData: { crumb: 'Instances' },
  loader: ({ context }) => context.queryClient.prefetchQuery(clientsQuery()),
  component: InstancesPage,
})
