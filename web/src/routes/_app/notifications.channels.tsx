import { createFileRoute } from '@tanstack/react-router'
import { channelsQuery } from '@/api/notices'
import { ChannelsPage } from '@/features/notifications/channels-page'

export const Route = createFileRoute('/_app/notifications/channels')({
  staticData: { crumb: 'Channels', parent: { to: '/notifications', crumb: 'Notifications' } },
  loader: ({ context: { queryClient } }) => void queryClient.prefetchQuery(channelsQuery()),
  component: ChannelsPage,
})
