import { createFileRoute } from '@tanstack/react-router'
import { CalendarPage } from '@/features/schedules/components/calendar-page'
import { localOf } from '@/features/schedules/model/week'
import { browserZone } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import { z } from '@/lib/zod'
import { useWorkContext } from '@/shell/work-context'

const search = z.object({
  /** Any date of the week that is shown; this week without one. */
  week: z.iso.date().optional().catch(undefined),
  zone: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/schedules/calendar')({
  staticData: { crumb: 'Week calendar', parent: { crumb: 'Schedules', to: '/schedules' } },
  validateSearch: search,
  component: function Calendar() {
    const { week, zone = browserZone() } = Route.useSearch()
    const navigate = Route.useNavigate()
    const { client } = useWorkContext()
    const today = localOf(useNow(), zone).slice(0, 10)
    const show = (part: { week?: string; zone?: string }) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true })
    return (
      <CalendarPage
        week={week ?? today}
        today={today}
        zone={zone}
        onWeek={(week) => show({ week })}
        onZone={(zone) => show({ zone })}
        client={client ?? undefined}
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
