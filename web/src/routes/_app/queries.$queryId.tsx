import { createFileRoute, notFound } from '@tanstack/react-router'
import { isStatus } from '@/api/api-error'
import { queryQuery } from '@/api/queries'
import { resultSearch } from '@/features/results/model/view-search'
import { useSubject } from '@/lib/use-subject'
import { z } from '@/lib/zod'
import { QueryWorkbench } from '@/shell/query-workbench'
import { tabTarget } from '@/shell/tab-target'
import { NotFoundPage } from '@/ui/not-found-page'

const search = z.object({
  /** The run whose outcome is shown below the editor. */
  run: z.string().optional().catch(undefined),
  ...resultSearch,
})

export const Route = createFileRoute('/_app/queries/$queryId')({
  staticData: { crumb: 'Query', parent: { crumb: 'Queries', to: '/queries' } },
  validateSearch: search,
  loader: async ({ context, params }) => {
    try {
      const query = await context.queryClient.ensureQueryData(queryQuery(params.queryId))
      return { crumb: query.name }
    } catch (error) {
      if (isStatus(error, 404)) throw notFound()
      throw error
    }
  },
  notFoundComponent: NotFoundPage,
  component: function SavedQuery() {
    const { queryId } = Route.useParams()
    const { run } = Route.useSearch()
    const { person } = Route.useRouteContext()
    const navigate = Route.useNavigate()
    const query = useSubject(queryQuery(queryId))
    return (
      <QueryWorkbench
        person={person}
        source={{ query }}
        executionId={run}
        onRunStarted={(id) =>
          void navigate({
            search: (previous) => ({ ...previous, run: id, view: undefined, columns: undefined }),
            replace: true,
          })
        }
        onSaved={() => undefined}
        onSchedule={() => void navigate({ to: '/schedules/new', search: { query: queryId } })}
        onShow={(key) => void navigate(tabTarget(key))}
      />
    )
  },
})
