import { createFileRoute } from '@tanstack/react-router'
import { ScheduleListPage } from '@/features/schedules/components/schedule-list-page'
import { z } from '@/lib/zod'
import { useWorkContext } from '@/shell/work-context'

const search = z.object({
  state: z.enum(['active', 'paused']).optional().catch(undefined),
  search: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/schedules/')({
  staticData: { crumb: 'Schedules' },
  validateSearch: search,
  component: function Schedules() {
    const { client, instance, state, search: words } = Route.useSearch()
    const navigate = Route.useNavigate()
    const context = useWorkContext()
    return (
      <ScheduleListPage
        filter={{ state, search: words }}
        scope={{ client, instance }}
        scopeWords={context.instance?.name ?? context.client?.name ?? ''}
        onFilter={(filter) =>
          void navigate({
            search: ({ client, instance }) => ({ client, instance, ...filter }),
            replace: true,
          })
        }
        onScopeEnd={() =>
          void navigate({
            search: { state, search: words, client: undefined, instance: undefined },
            replace: true,
          })
        }
      />
    )
  },
})
