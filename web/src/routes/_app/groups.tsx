import { createFileRoute } from '@tanstack/react-router'
import { GroupsPage } from '@/features/people/groups-page'
import { z } from '@/lib/zod'

const search = z.object({
  /** The group that is open. */
  group: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/groups')({
  staticData: { crumb: 'Groups', parent: { crumb: 'People', to: '/people' } },
  validateSearch: search,
  component: function Groups() {
    const { group } = Route.useSearch()
    const navigate = Route.useNavigate()
    return (
      <GroupsPage
        chosen={group}
        onChoose={(chosen) =>
          void navigate({ search: (previous) => ({ ...previous, group: chosen }), replace: true })
        }
      />
    )
  },
})
