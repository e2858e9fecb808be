import { createFileRoute } from '@tanstack/react-router'
import { AnalyticsPage } from '@/features/schedules/components/analytics-page'
import { localOf, shiftDate } from '@/features/schedules/model/week'
import { useNow } from '@/lib/use-now'
import { z } from '@/lib/zod'
import { useWorkContext } from '@/shell/work-context'

const search = z.object({
  /** UTC dates, both included; the last 30 days without them. */
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/schedules/analytics')({
  staticData: { crumb: 'Analytics', parent: { crumb: 'Schedules', to: '/schedules' } },
  validateSearch: search,
  component: function Analytics() {
    const { from, to } = Route.useSearch()
    const navigate = Route.useNavigate()
    const { client } = useWorkContext()
    const today = localOf(useNow(), 'UTC').slice(0, 10)
    return (
      <AnalyticsPage
        span={{ from: from ?? shiftDate(today, -30), to, client: client?.id }}
        today={today}
        scopeWords={client?.name ?? ''}
        onSpan={(span) =>
          void navigate({ search: (previous) => ({ ...previous, ...span }), replace: true })
        }
        onScopeEnd={() =>
          void navigate({
            search: (previous) => ({ ...previous, client: undefined, instance: undefined }),
            replace: true,
          })
        }
      />
    )
  },
})
