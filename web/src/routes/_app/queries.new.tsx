import { createFileRoute } from '@tanstack/react-router'
import { EmptyState } from '@/ui/empty-state'

export const Route = createFileRoute('/_app/queries/new')({
  staticData: { crumb: 'New' },
  component: () => <EmptyState title="New" />,
})
