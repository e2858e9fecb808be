import { createFileRoute } from '@tanstack/react-router'
import { z } from 'zod'
import { NotificationPage } from '@/features/notifications/notification-page'

const search = z.object({
  state: z.enum(['unread', 'resolved', 'all']).optional().catch(undefined),
  severity: z
    .array(z.enum(['info', 'warning', 'urgent']))
    .optional()
    .catch(undefined),
  kind: z
    .array(
      z.enum(['connection', 'schedule', 'execution', 'budget', 'retention', 'channel', 'system']),
    )
    .optional()
    .catch(undefined),
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
