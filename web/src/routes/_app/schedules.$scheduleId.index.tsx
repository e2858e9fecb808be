import { createFileRoute, notFound } from '@tanstack/react-router'
import { isStatus } from '@/api/api-error'
import { scheduleQuery } from '@/api/schedules'
import { SchedulePage, scheduleTabs } from '@/features/schedules/components/schedule-page'
import { searchList } from '@/lib/search-list'
import { useSubject } from '@/lib/use-subject'
import { z } from '@/lib/zod'
import { NotFoundPage } from '@/ui/not-found-page'

const states = z.enum([
  'waiting',
  'running',
  'succeeded',
  'failed',
  'partly_failed',
  'cancelled',
  'skipped',
])

const search = z.object({
  tab: z.enum(scheduleTabs).optional().catch(undefined),
  state: searchList(states),
})

export const Route = createFileRoute('/_app/schedules/$scheduleId/')({
  staticData: { crumb: 'Schedule', parent: { crumb: 'Schedules', to: '/schedules' } },
  validateSearch: search,
  loader: async ({ context, params }) => {
    try {
      const { name } = await context.queryClient.ensureQueryData(scheduleQuery(params.scheduleId))
      return { crumb: name }
    } catch (error) {
      if (isStatus(error, 404)) throw notFound()
      throw error
    }
  },
  notFoundComponent: NotFoundPage,
  component: function OneSchedule() {
    const { scheduleId } = Route.useParams()
    const { tab = 'history', state = [] } = Route.useSearch()
    const navigate = Route.useNavigate()
    const schedule = useSubject(scheduleQuery(scheduleId))
    return (
      <SchedulePage
        key={scheduleId}
        schedule={schedule}
        tab={tab}
        states={state}
        onTab={(next) =>
          void navigate({
            search: (previous) => ({ ...previous, tab: next === 'history' ? undefined : next }),
            replace: true,
          })
        }
        onStates={(states) =>
          void navigate({
            search: (previous) => ({ ...previous, state: states.length > 0 ? states : undefined }),
            replace: true,
          })
        }
        onDeleted={() => void navigate({ to: '/schedules' })}
      />
    )
  },
})
