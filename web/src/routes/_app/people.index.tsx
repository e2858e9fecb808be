import { createFileRoute } from '@tanstack/react-router'
import { PeoplePage } from '@/features/people/people-page'
import { z } from '@/lib/zod'

const search = z.object({
  search: z.string().optional().catch(undefined),
  state: z.enum(['invited', 'active', 'disabled']).optional().catch(undefined),
  role: z.enum(['owner', 'auditor', 'member']).optional().catch(undefined),
  /** Somebody is being invited. */
  invite: z.boolean().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/people/')({
  staticData: { crumb: 'People' },
  validateSearch: search,
  component: function People() {
    const { client, instance, invite, ...filter } = Route.useSearch()
    const navigate = Route.useNavigate()
    return (
      <PeoplePage
        filter={filter}
        inviting={invite ?? false}
        onFilter={(filter) =>
          void navigate({ search: { client, instance, invite, ...filter }, replace: true })
        }
        onInvite={(inviting) =>
          void navigate({
            search: (previous) => ({ ...previous, invite: inviting || undefined }),
            replace: true,
          })
        }
      />
    )
  },
})
