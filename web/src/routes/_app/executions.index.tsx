import { createFileRoute } from '@tanstack/react-router'
import { MIN_SEARCH } from '@/api/executions'
import { ExecutionListPage } from '@/features/executions/components/execution-list-page'
import { searchList } from '@/lib/search-list'
import { z } from '@/lib/zod'

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

const day = z.iso.date().optional().catch(undefined)

const search = z.object({
  state: searchList(states),
  search: z.string().min(MIN_SEARCH).optional().catch(undefined),
  query: z.string().optional().catch(undefined),
  person: z.string().optional().catch(undefined),
  from: day,
  to: day,
  zone: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/executions/')({
  staticData: { crumb: 'Executions' },
  validateSearch: search,
  component: function Executions() {
    const {
      client,
      instance,
      state,
      search: words,
      query,
      person,
      from,
      to,
      zone,
    } = Route.useSearch()
    const navigate = Route.useNavigate()
    return (
      <ExecutionListPage
        filter={{ state, search: words, query, person, from, to, zone }}
        scope={{ client, instance }}
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
