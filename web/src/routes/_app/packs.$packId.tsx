import { createFileRoute, notFound } from '@tanstack/react-router'
import { isStatus } from '@/api/api-error'
import { packQuery } from '@/api/packs'
import { PackPage } from '@/features/clients/pack-page'

export const Route = createFileRoute('/_app/packs/$packId')({
  staticData: { crumb: 'Pack', parent: { crumb: 'Clients', to: '/clients' } },
  loader: async ({ context: { queryClient }, params: { packId } }) => {
    try {
      return { crumb: (await queryClient.ensureQueryData(packQuery(packId))).name }
    } catch (error) {
      if (isStatus(error, 404)) throw notFound()
      throw error
    }
  },
  component: function Pack() {
    const { packId } = Route.useParams()
    return <PackPage key={packId} id={packId} />
  },
})
