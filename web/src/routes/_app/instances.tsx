import { createFileRoute } from '@tanstack/react-router'
import { clientsQuery } from '@/api/instances'
import { InstancesPage } from '@/features/instances/instances-page'
import { OffBoardingButton } from '@/features/offboarding/off-boarding'

export const Route = createFileRoute('/_app/instances')({
  staticData: { crumb: 'Instances' },
  loader: ({ context }) => context.queryClient.prefetchQuery(clientsQuery()),
  component: InstancesRoute,
})

function InstancesRoute() {
  return <InstancesPage clientActions={(client) => <OffBoardingButton client={client} />} />
}
