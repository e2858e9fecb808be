import { createFileRoute } from '@tanstack/react-router'
import { z } from 'zod'
import { ExecutionListPage } from '@/features/executions/components/execution-list-page'

const states = z.enum([
  'queued',
  'submitting',
  'pending',
  'running',
  'collecting',
  'waiting',
  'succeeded',
  'failed',
  'cancelled',
])

const search = z.object({
  state: z.array(states).optional().catch(undefined),
  search: z.string().optional().catch(undefined),
  query: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/executions/')({
  staticData: { crumb: 'Executions' },
  validateSearch: search,
  component: function Executions() {
    const { state, search: words, query, client, instance } = Route.useSearch()
    const navigate = Route.useNavigate()
    return (
      <ExecutionListPage
        filter={{ state, search: words, query }}
        scope={{ clientId: client, instanceId: instance }}
        onFilter={(filter) =>
          void navigate({
            search: ({ client, instance }) => ({ client, instance, ...filter }),
            replace: true,
          })
        }
      />
    )
  },
})
