import { createFileRoute } from '@tanstack/react-router'
import { budgetsQuery, costsQuery, ratesQuery } from '@/api/costs'
import { CostsPage } from '@/features/costs/costs-page'
import { browserZone } from '@/lib/time'

export const Route = createFileRoute('/_app/costs')({
  staticData: { crumb: 'Costs' },
  loader: ({ context: { queryClient } }) => {
    void queryClient.prefetchQuery(costsQuery(browserZone()))
    void queryClient.prefetchQuery(budgetsQuery())
    void queryClient.prefetchQuery(ratesQuery())
  },
  component: CostsPage,
})
