import { createFileRoute, notFound } from '@tanstack/react-router'
import { clientsQuery } from '@/api/instances'
import { brandsQuery, clientPacksQuery } from '@/api/packs'
import { ClientPage } from '@/features/clients/client-page'
import { OffBoardingButton } from '@/features/offboarding/off-boarding'

export const Route = createFileRoute('/_app/clients/$clientId')({
  staticData: { crumb: 'Client', parent: { crumb: 'Clients', to: '/clients' } },
  loader: async ({ context: { queryClient }, params: { clientId } }) => {
    void queryClient.prefetchQuery(brandsQuery(clientId))
    void queryClient.prefetchQuery(clientPacksQuery(clientId))
    const client = (await queryClient.ensureQueryData(clientsQuery())).find(
      ({ id }) => id === clientId,
    )
    if (!client) throw notFound()
    return { crumb: client.name }
  },
  component: function Client() {
    const { clientId } = Route.useParams()
    return (
      <ClientPage
        key={clientId}
        id={clientId}
        clientActions={(client) => <OffBoardingButton client={client} look="button" />}
      />
    )
  },
})
