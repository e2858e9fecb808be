import { createFileRoute } from '@tanstack/react-router'
import { ApprovalsPage } from '@/features/people/approvals-page'

export const Route = createFileRoute('/_app/approvals')({
  staticData: { crumb: 'Approvals', parent: { crumb: 'People', to: '/people' } },
  component: ApprovalsPage,
})
