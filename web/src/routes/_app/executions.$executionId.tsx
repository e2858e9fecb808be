import { createFileRoute, notFound } from '@tanstack/react-router'
import { isStatus } from '@/api/api-error'
import { executionName, executionQuery } from '@/api/executions'
import { ExecutionPage } from '@/features/executions/components/execution-page'
import { resultSearch } from '@/features/results/model/view-search'
import { ResultPane } from '@/features/results/result-pane'
import { useSubject } from '@/lib/use-subject'
import { z } from '@/lib/zod'
import { ExecutionSql } from '@/shell/execution-sql'
import { useResultAddress } from '@/shell/use-result-address'
import { NotFoundPage } from '@/ui/not-found-page'

export const Route = createFileRoute('/_app/executions/$executionId')({
  validateSearch: z.object(resultSearch),
  staticData: { crumb: 'Execution', parent: { crumb: 'Executions', to: '/executions' } },
  loader: async ({ context, params }) => {
    try {
      const execution = await context.queryClient.ensureQueryData(
        executionQuery(params.executionId),
      )
      return { crumb: executionName(execution) }
    } catch (error) {
      if (isStatus(error, 404)) throw notFound()
      throw error
    }
  },
  notFoundComponent: NotFoundPage,
  component: function Execution() {
    const { executionId } = Route.useParams()
    const [address, onAddress] = useResultAddress()
    const navigate = Route.useNavigate()
    const execution = useSubject(executionQuery(executionId))
    return (
      <ExecutionPage
        execution={execution}
        result={<ResultPane executionId={executionId} address={address} onAddress={onAddress} />}
        sql={<ExecutionSql execution={execution} />}
        onRerun={({ id }) =>
          void navigate({ to: '/executions/$executionId', params: { executionId: id } })
        }
      />
    )
  },
})
