import { createFileRoute } from '@tanstack/react-router'
import { QueryListPage } from '@/features/queries/query-list-page'
import { z } from '@/lib/zod'

const search = z.object({
  search: z.string().optional().catch(undefined),
  archived: z.boolean().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/queries/')({
  staticData: { crumb: 'Queries' },
  validateSearch: search,
  component: function Queries() {
    const { search: words, archived, client, instance } = Route.useSearch()
    const navigate = Route.useNavigate()
    return (
      <QueryListPage
        filter={{ search: words, archived }}
        scope={{ clientId: client, instanceId: instance }}
        onFilter={(filter) =>
          void navigate({
            search: ({ client, instance }) => ({ client, instance, ...filter }),
            replace: true,
          })
        }
      />
    )
  },
})
