import { createFileRoute } from '@tanstack/react-router'
import { allDataSourcesQuery } from '@/api/data-sources'
import { DataSourcePage } from '@/features/data-sources/components/data-source-page'
import { SqlView } from '@/features/editor/components/sql-view'
import { z } from '@/lib/zod'

const search = z.object({
  search: z.string().optional().catch(undefined),
  category: z.string().optional().catch(undefined),
  cost: z.enum(['free', 'paid']).optional().catch(undefined),
  audiences: z.boolean().optional().catch(undefined),
  /** The table that is shown. */
  table: z.string().optional().catch(undefined),
  /** The uploaded data sets are shown: "new", or the name of the one that is edited. */
  declare: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/data-sources')({
  staticData: { crumb: 'Data sources' },
  validateSearch: search,
  // Not awaited: the page shows its shape while Amazon is asked.
  loader: ({ context }) => void context.queryClient.prefetchQuery(allDataSourcesQuery()),
  component: function DataSources() {
    const { client, instance, table, declare, ...filter } = Route.useSearch()
    const navigate = Route.useNavigate()
    return (
      <DataSourcePage
        filter={filter}
        chosen={table}
        declaring={declare}
        scope={{ client, instance }}
        onFilter={(filter) =>
          void navigate({ search: { client, instance, table, declare, ...filter }, replace: true })
        }
        onScope={(instance) =>
          void navigate({
            search: ({ client, ...previous }) => ({
              ...previous,
              client: instance ? undefined : client,
              instance,
            }),
            replace: true,
          })
        }
        onChoose={(table) =>
          void navigate({
            search: (previous) => ({ ...previous, table, declare: undefined }),
            replace: true,
          })
        }
        onDeclare={(declare) =>
          void navigate({ search: (previous) => ({ ...previous, declare }), replace: true })
        }
        onOpenExample={(table) => void navigate({ to: '/queries/new', search: { table } })}
        renderSql={(sql) => <SqlView sql={sql} />}
      />
    )
  },
})
