import { createFileRoute } from '@tanstack/react-router'
import { EmptyState } from '@/ui/empty-state'

export const Route = createFileRoute('/_app/instances')({
  staticData: { crumb: 'Instances' },
  component: () => <EmptyState title="Instances" />,
})
