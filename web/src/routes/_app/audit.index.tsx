import { createFileRoute } from '@tanstack/react-router'
import { AuditPage } from '@/features/audit/audit-page'
import { searchList } from '@/lib/search-list'
import { z } from '@/lib/zod'

const day = z.iso.date().optional().catch(undefined)
const words = z.string().optional().catch(undefined)

const search = z.object({
  person: words,
  act: searchList(z.string()),
  outcome: z.enum(['done', 'refused']).optional().catch(undefined),
  object: words,
  request: words,
  from: day,
  to: day,
  zone: words,
})

export const Route = createFileRoute('/_app/audit/')({
  staticData: { crumb: 'Audit log' },
  validateSearch: search,
  component: function Audit() {
    const { client, instance, ...filter } = Route.useSearch()
    const navigate = Route.useNavigate()
    return (
      <AuditPage
        filter={filter}
        scope={{ client, instance }}
        onFilter={(next) =>
          void navigate({
            search: ({ client, instance }) => ({ client, instance, ...next }),
            replace: true,
          })
        }
      />
    )
  },
})
