import { createFileRoute, notFound } from '@tanstack/react-router'
import { isStatus } from '@/api/api-error'
import { scheduleQuery } from '@/api/schedules'
import { ScheduleEditorPage } from '@/features/schedules/components/schedule-editor-page'
import { draftOf } from '@/features/schedules/model/draft'
import { mayManage } from '@/features/schedules/model/rights'
import { useMay } from '@/lib/may'
import { NotForYou } from '@/ui/not-for-you'
import { NotFoundPage } from '@/ui/not-found-page'

export const Route = createFileRoute('/_app/schedules/$scheduleId/edit')({
  staticData: { crumb: 'Change', parent: { crumb: 'Schedules', to: '/schedules' } },
  loader: async ({ context, params }) => {
    try {
      // Read anew: what is changed is what it says now.
      const schedule = await context.queryClient.fetchQuery({
        ...scheduleQuery(params.scheduleId),
        staleTime: 0,
      })
      return { schedule, begin: draftOf(schedule), crumb: `Change ${schedule.name}` }
    } catch (error) {
      if (isStatus(error, 404)) throw notFound()
      throw error
    }
  },
  notFoundComponent: NotFoundPage,
  component: function EditSchedule() {
    const { schedule, begin } = Route.useLoaderData()
    const navigate = Route.useNavigate()
    if (!mayManage(useMay(), schedule)) {
      return (
        <NotForYou title={schedule.name}>
          Changing this schedule takes the role manager on all its instances. Ask an owner, or an
          administrator of the client.
        </NotForYou>
      )
    }
    return (
      <ScheduleEditorPage
        key={schedule.id}
        begin={begin}
        read={schedule}
        onSaved={({ id }) =>
          void navigate({ to: '/schedules/$scheduleId', params: { scheduleId: id } })
        }
      />
    )
  },
})
