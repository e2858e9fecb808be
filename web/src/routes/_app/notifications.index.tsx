import { createFileRoute } from '@tanstack/react-router'
import { NotificationPage } from '@/features/notifications/notification-page'
import { searchList } from '@/lib/search-list'
import { z } from '@/lib/zod'

const search = z.object({
  state: z.enum(['unread', 'resolved', 'all']).optional().catch(undefined),
  severity: searchList(z.enum(['info', 'warning', 'urgent'])),
  kind: searchList(
    z.enum(['connection', 'schedule', 'execution', 'budget', 'retention', 'channel', 'system']),
  ),
})

export const Route = createFileRoute('/_app/notifications/')({
  staticData: { crumb: 'Notifications' },
  validateSearch: search,
  component: function Notifications() {
    const { client, state, severity, kind } = Route.useSearch()
    const navigate = Route.useNavigate()
    return (
      <NotificationPage
        filter={{ state, severity, kind }}
        client={client}
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
