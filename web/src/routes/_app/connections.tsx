import { createFileRoute } from '@tanstack/react-router'
import { EmptyState } from '@/ui/empty-state'

export const Route = createFileRoute('/_app/connections')({
  staticData: { crumb: 'Connections' },
  component: () => <EmptyState title="Connections" />,
})
