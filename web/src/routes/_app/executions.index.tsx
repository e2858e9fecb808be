import { createFileRoute } from '@tanstack/react-router'
import { EmptyState } from '@/ui/empty-state'

export const Route = createFileRoute('/_app/executions/')({
  staticData: { crumb: 'Executions' },
  component: () => <EmptyState title="Executions" />,
})
