import { createFileRoute } from '@tanstack/react-router'
import { AccessReviewPage } from '@/features/people/access-review-page'
import { z } from '@/lib/zod'

const search = z.object({
  /** The id of whose access is reviewed. */
  person: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/access')({
  staticData: { crumb: 'Access review', parent: { crumb: 'People', to: '/people' } },
  validateSearch: search,
  component: function Access() {
    const { client, instance, person } = Route.useSearch()
    const navigate = Route.useNavigate()
    return (
      <AccessReviewPage
        question={{ client, instance, person }}
        onAsk={(question) => void navigate({ search: question, replace: true })}
      />
    )
  },
})
