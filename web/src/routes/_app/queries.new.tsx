import { createFileRoute, redirect } from '@tanstack/react-router'
import { useMemo } from 'react'
import { allDataSourcesQuery } from '@/api/data-sources'
import { executionQuery, sentSqlQuery } from '@/api/executions'
import { type Content, contentOfRun, emptyContent } from '@/features/editor/model/draft'
import { exampleContent } from '@/features/editor/model/example-query'
import { draftsOf } from '@/features/editor/use-drafts'
import { resultSearch } from '@/features/results/model/view-search'
import { type RunSettings, settingsOfRun } from '@/features/run/model/window-choice'
import { useMay } from '@/lib/may'
import { randomId } from '@/lib/random-id'
import { z } from '@/lib/zod'
import { QueryWorkbench } from '@/shell/query-workbench'
import { tabTarget } from '@/shell/tab-target'
import { NotForYou } from '@/ui/not-for-you'

const search = z.object({
  /** Which unsaved text this is; it is kept in this browser. */
  draft: z.string().optional().catch(undefined),
  /** Begin with the example. */
  example: z.boolean().optional().catch(undefined),
  /** Begin with the example query of a table. */
  table: z.string().optional().catch(undefined),
  /** Begin with what an execution ran. */
  from: z.string().optional().catch(undefined),
  /** It is run again with changes, not saved as a query of its own. */
  repeat: z.boolean().optional().catch(undefined),
  run: z.string().optional().catch(undefined),
  ...resultSearch,
})

/** What a new text begins with, and how it is run. */
type Begun = { content?: Content; settings?: RunSettings }

export const Route = createFileRoute('/_app/queries/new')({
  staticData: { crumb: 'New query', parent: { crumb: 'Queries', to: '/queries' } },
  validateSearch: search,
  beforeLoad: ({ context: { person }, search: { draft, ...rest } }) => {
    if (draft) return
    const blank = rest.example || rest.table || rest.from ? null : draftsOf(person.id).blank()
    throw redirect({
      to: '/queries/new',
      search: { ...rest, draft: blank ?? randomId(8) },
      replace: true,
    })
  },
  loaderDeps: ({ search: { from, repeat, table } }) => ({ from, repeat, table }),
  loader: async ({ context: { queryClient }, deps: { from, repeat, table } }): Promise<Begun> => {
    if (from) {
      const execution = await queryClient.ensureQueryData(executionQuery(from))
      const filled =
        execution.placeholders.length > 0
          ? (await queryClient.ensureQueryData(sentSqlQuery(from))).placeholderValues
          : {}
      const name = repeat || !execution.queryName ? '' : `Copy of ${execution.queryName}`
      return {
        content: { ...contentOfRun(execution), name },
        settings: { ...settingsOfRun(execution, filled), repeats: repeat ? from : undefined },
      }
    }
    if (!table) return {}
    const { items } = await queryClient.ensureQueryData(allDataSourcesQuery())
    const sql = items.find(({ name }) => name === table)?.example
    return sql ? { content: { ...emptyContent, name: `A look at ${table}`, sql } } : {}
  },
  component: function NewQuery() {
    const { draft = '', example, run, view, columns, client, instance } = Route.useSearch()
    const begun = Route.useLoaderData()
    const { person } = Route.useRouteContext()
    const navigate = Route.useNavigate()
    const writes = useMay().anywhere('author')
    const start = useMemo(
      () => ({
        ...(begun.content ?? (example ? exampleContent : emptyContent)),
        clientId: instance ? undefined : client,
        instanceId: instance,
      }),
      [begun.content, example, client, instance],
    )
    // What somebody has run is run again with changes without writing anything.
    if (!writes && !begun.settings?.repeats) {
      return (
        <NotForYou title="New query">
          Writing queries takes the role author on an instance. Ask an owner, or an administrator of
          the client. Queries of others are under Queries.
        </NotForYou>
      )
    }
    return (
      <QueryWorkbench
        person={person}
        source={{ draftId: draft, start, settings: begun.settings }}
        executionId={run}
        onRunStarted={(id) =>
          void navigate({
            search: (previous) => ({ ...previous, run: id, view: undefined, columns: undefined }),
            replace: true,
          })
        }
        onSaved={(query) =>
          void navigate({
            to: '/queries/$queryId',
            params: { queryId: query.id },
            search: { run, view, columns },
            replace: true,
          })
        }
        onShow={(key) => void navigate(tabTarget(key))}
      />
    )
  },
})
