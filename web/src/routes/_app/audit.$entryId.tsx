import { createFileRoute } from '@tanstack/react-router'
import { AuditEntryPage } from '@/features/audit/audit-entry-page'

export const Route = createFileRoute('/_app/audit/$entryId')({
  staticData: { crumb: 'Entry', parent: { crumb: 'Audit log', to: '/audit' } },
  component: function Entry() {
    return <AuditEntryPage id={Route.useParams().entryId} />
  },
})
