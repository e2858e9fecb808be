import { createFileRoute } from '@tanstack/react-router'
import { RoleMatrixPage } from '@/features/people/role-matrix-page'
import { z } from '@/lib/zod'
import { useWorkContext } from '@/shell/work-context'

const search = z.object({
  /** Part of a person's name or address. */
  person: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/roles')({
  staticData: { crumb: 'Role matrix', parent: { crumb: 'People', to: '/people' } },
  validateSearch: search,
  component: function Roles() {
    const { person } = Route.useSearch()
    const navigate = Route.useNavigate()
    // Within an instance, its client's columns.
    const { client } = useWorkContext()
    return (
      <RoleMatrixPage
        key={client?.id ?? 'all'}
        client={client?.id}
        search={person}
        onClient={(chosen) =>
          void navigate({
            search: (previous) => ({ ...previous, client: chosen, instance: undefined }),
            replace: true,
          })
        }
        onSearch={(words) =>
          void navigate({ search: (previous) => ({ ...previous, person: words }), replace: true })
        }
      />
    )
  },
})
