import { createFileRoute, notFound } from '@tanstack/react-router'
import { isStatus } from '@/api/api-error'
import { organisationQuery } from '@/api/organisation'
import { queryQuery } from '@/api/queries'
import { savedKey } from '@/features/editor/model/draft-store'
import { runSettingsOf } from '@/features/run/use-run'
import { ScheduleEditorPage } from '@/features/schedules/components/schedule-editor-page'
import { newDraft } from '@/features/schedules/model/draft'
import { useMay } from '@/lib/may'
import { browserZone } from '@/lib/time'
import { z } from '@/lib/zod'
import { NotForYou } from '@/ui/not-for-you'
import { NotFoundPage } from '@/ui/not-found-page'

const search = z.object({
  /** The query to run, set up as it was run last in this browser. */
  query: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/schedules/new')({
  staticData: { crumb: 'New schedule', parent: { crumb: 'Schedules', to: '/schedules' } },
  validateSearch: search,
  loaderDeps: ({ search: { query, instance } }) => ({ query, instance }),
  loader: async ({ context: { queryClient }, deps: { query: id, instance } }) => {
    const { zone } = await queryClient.ensureQueryData(organisationQuery())
    const own = zone || browserZone()
    if (!id) return newDraft(undefined, { instanceId: instance }, own)
    try {
      const query = await queryClient.ensureQueryData(queryQuery(id))
      const last = runSettingsOf(savedKey(id))
      return newDraft(
        query,
        {
          instanceId: last.instanceId ?? query.instanceId ?? instance,
          zone: last.window.zone,
          preset: last.window.preset,
          fields: last.fields,
          keepSuppressed: last.keepSuppressed,
        },
        own,
      )
    } catch (error) {
      if (isStatus(error, 404)) throw notFound()
      throw error
    }
  },
  notFoundComponent: NotFoundPage,
  component: function NewSchedule() {
    const begin = Route.useLoaderData()
    const navigate = Route.useNavigate()
    if (!useMay().anywhere('manager')) {
      return (
        <NotForYou title="New schedule">
          Making a schedule takes the role manager on its instances. Ask an owner, or an
          administrator of the client.
        </NotForYou>
      )
    }
    return (
      <ScheduleEditorPage
        key={begin.queryId}
        begin={begin}
        read={null}
        onSaved={({ id }) =>
          void navigate({ to: '/schedules/$scheduleId', params: { scheduleId: id } })
        }
      />
    )
  },
})
