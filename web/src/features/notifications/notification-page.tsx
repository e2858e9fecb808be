import { Button, MultiSelect, SegmentedControl } from '@mantine/core'
import { IconBellCheck } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  markAllRead,
  type NoticeFilter,
  noticeCountsQuery,
  noticeKeys,
  noticesQuery,
} from '@/api/notices'
import { CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { ShowMore } from '@/ui/show-more'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { kinds, kindWords, severities, severityWords } from './model/words'
import { NoticeRow } from './notice-row'
import classes from './notifications.module.css'

export type ListFilter = Omit<NoticeFilter, 'state' | 'client'> & {
  state?: 'unread' | 'resolved' | 'all'
}

type Props = {
  filter: ListFilter
  /** The client one works for. */
  client: string | undefined
  onFilter: (filter: ListFilter) => void
}

/** What needs a person, by cause, newest first. */
export function NotificationPage({ filter, client, onFilter }: Props) {
  return (
    <Page
      title="Notifications"
      note="What needs a person, one line per cause."
      actions={
        <>
          <ReadAll />
          <Button component={Link} to="/notifications/channels" variant="default">
            Channels
          </Button>
        </>
      }
    >
      <Filters filter={filter} onFilter={onFilter} />
      <Panel flush>
        <NoticeList filter={filter} client={client} />
      </Panel>
    </Page>
  )
}

function ReadAll() {
  const client = useQueryClient()
  const { data } = useQuery(noticeCountsQuery())
  const reading = useMutation({
    mutationFn: markAllRead,
    onSuccess: () => client.invalidateQueries({ queryKey: noticeKeys.all }),
  })
  return (
    <CommandButton
      command={{ label: 'Mark all as read', group: 'Notifications', keys: 'shift+r' }}
      variant="default"
      disabled={!data?.unread}
      loading={reading.isPending}
      onClick={() => reading.mutate()}
    >
      Mark all as read
    </CommandButton>
  )
}

function Filters({ filter, onFilter }: Pick<Props, 'filter' | 'onFilter'>) {
  return (
    <div className={classes.filters}>
      <SegmentedControl
        aria-label="Which notices"
        size="xs"
        value={filter.state ?? 'open'}
        data={[
          { value: 'open', label: 'Open' },
          { value: 'unread', label: 'Unread' },
          { value: 'resolved', label: 'Resolved' },
          { value: 'all', label: 'All' },
        ]}
        onChange={(value) =>
          onFilter({
            ...filter,
            state:
              value === 'unread' || value === 'resolved' || value === 'all' ? value : undefined,
          })
        }
      />
      <MultiSelect
        aria-label="Severity"
        placeholder={filter.severity ? undefined : 'Any severity'}
        size="xs"
        clearable
        value={filter.severity ?? []}
        data={severities.map((value) => ({ value, label: severityWords[value] }))}
        onChange={(chosen) => {
          const severity = severities.filter((value) => chosen.includes(value))
          onFilter({ ...filter, severity: severity.length > 0 ? severity : undefined })
        }}
      />
      <MultiSelect
        aria-label="Kind"
        placeholder={filter.kind ? undefined : 'Any kind'}
        size="xs"
        clearable
        value={filter.kind ?? []}
        data={kinds.map((value) => ({ value, label: kindWords[value] }))}
        onChange={(chosen) => {
          const kind = kinds.filter((value) => chosen.includes(value))
          onFilter({ ...filter, kind: kind.length > 0 ? kind : undefined })
        }}
      />
    </div>
  )
}

function NoticeList({ filter, client }: Pick<Props, 'filter' | 'client'>) {
  const state = filter.state ?? 'open'
  const list = useInfiniteQuery(
    noticesQuery({ ...filter, client, state: state === 'all' ? undefined : state }),
  )
  if (list.isPending) return <SkeletonRows rows={4} height={64} />
  if (list.isError) {
    return <ProblemPanel title="The notices could not be read" error={list.error} />
  }
  const notices = list.data.pages.flatMap((page) => page.items)
  if (notices.length === 0) return <Nothing filter={filter} />
  return (
    <>
      <ul className={classes.list} aria-label="Notices" aria-live="polite">
        {notices.map((notice) => (
          <NoticeRow key={notice.id} notice={notice} />
        ))}
      </ul>
      <ShowMore command={{ label: 'Show older notices', group: 'Notifications' }} list={list}>
        Show older notices
      </ShowMore>
    </>
  )
}

function Nothing({ filter }: Pick<Props, 'filter'>) {
  if (filter.state || filter.severity || filter.kind) {
    return <EmptyState title="No notice fits these filters" />
  }
  return (
    <EmptyState
      title="Nothing needs you"
      icon={<IconBellCheck size={22} />}
      action={
        <Button component={Link} to="/notifications/channels" variant="default">
          Be told elsewhere, too
        </Button>
      }
    >
      When Amazon ends a consent, a schedule pauses itself, a budget is passed or results are about
      to go, it stands here until its cause is gone. For example: “Amazon no longer accepts the
      connection of Ada (EU)”, with the instances that wait for it.
    </EmptyState>
  )
}
