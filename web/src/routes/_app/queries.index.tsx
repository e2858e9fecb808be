import { createFileRoute } from '@tanstack/react-router'
import { EmptyState } from '@/ui/empty-state'

export const Route = createFileRoute('/_app/queries/')({
  staticData: { crumb: 'Queries' },
  component: () => <EmptyState title="Queries" />,
})
