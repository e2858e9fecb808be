import { createFileRoute } from '@tanstack/react-router'
import { EmptyState } from '@/ui/empty-state'

export const Route = createFileRoute('/_app/')({
  staticData: { crumb: 'Home' },
  component: () => <EmptyState title="Home" />,
})
