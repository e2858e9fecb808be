import { IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { channelsQuery } from '@/api/notices'
import { CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { ChannelCard } from './channel-card'
import { ChannelForm } from './channel-form'

/** Where notices are told besides the web app. */
export function ChannelsPage() {
  const channels = useQuery(channelsQuery())
  /** The channel that is being changed, or that a new one is being made. */
  const [editing, setEditing] = useState<string | null>(null)
  const done = () => setEditing(null)
  return (
    <Page
      title="Channels"
      note="Where notices are told besides here: mail, Slack, Teams, Discord, webhooks."
      actions={
        <CommandButton
          command={{ label: 'Add a channel', group: 'Notifications', keys: 'c n' }}
          disabled={editing === 'new'}
          onClick={() => setEditing('new')}
        >
          Add a channel
        </CommandButton>
      }
    >
      {editing === 'new' && <ChannelForm onDone={done} />}
      {channels.isPending && <SkeletonRows rows={3} height={90} />}
      {channels.isError && (
        <ProblemPanel title="The channels could not be read" error={channels.error} />
      )}
      {channels.data?.length === 0 && editing !== 'new' && (
        <Panel>
          <EmptyState title="Notices stay in here" icon={<IconSend size={22} />}>
            A channel tells them elsewhere as well. For example Slack: add an incoming webhook to
            your channel, paste its address here, and press Test. What has one cause arrives as one
            message, and quiet hours hold it until the morning.
          </EmptyState>
        </Panel>
      )}
      {channels.data?.map((channel) =>
        editing === channel.id ? (
          <ChannelForm key={channel.id} channel={channel} onDone={done} />
        ) : (
          <ChannelCard key={channel.id} channel={channel} onEdit={() => setEditing(channel.id)} />
        ),
      )}
    </Page>
  )
}
