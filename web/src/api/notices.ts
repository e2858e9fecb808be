import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  countNotices,
  createChannel,
  deleteChannel,
  listChannels,
  listNotices,
  readAllNotices,
  readNotice,
  resolveNotice,
  testChannel,
  unreadNotice,
  updateChannel,
} from './generated/sdk.gen'
import type {
  Channel,
  ChannelChange,
  ChannelTest,
  Notice,
  NoticeCounts,
  QuietHours,
} from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Channel, ChannelChange, ChannelTest, Notice, NoticeCounts, QuietHours }

export type Severity = Notice['severity']
export type NoticeKind = Notice['kind']

export type NoticeFilter = {
  state?: 'open' | 'unread' | 'resolved'
  severity?: Severity[]
  kind?: NoticeKind[]
  client?: string
}

export const noticeKeys = {
  all: ['notices'] as const,
  counts: ['notices', 'counts'] as const,
  list: (filter: NoticeFilter) => ['notices', 'list', filter] as const,
}

export const channelKeys = { all: ['channels'] as const }

export const noticeCountsQuery = () =>
  queryOptions({
    queryKey: noticeKeys.counts,
    queryFn: ({ signal }) => unwrap(countNotices({ signal })),
  })

export const noticesQuery = (filter: NoticeFilter) =>
  infiniteQueryOptions({
    queryKey: noticeKeys.list(filter),
    queryFn: ({ pageParam, signal }) =>
      unwrap(listNotices({ query: { ...filter, cursor: pageParam }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor || undefined,
  })

export const markRead = (id: string, read: boolean) =>
  unwrap(read ? readNotice({ path: { id } }) : unreadNotice({ path: { id } }))
export const markAllRead = () => unwrap(readAllNotices())
export const settleNotice = (id: string) => unwrap(resolveNotice({ path: { id } }))

export const channelsQuery = () =>
  queryOptions({
    queryKey: channelKeys.all,
    queryFn: async ({ signal }) => (await unwrap(listChannels({ signal }))).items,
  })

const onVersion = ({ version }: Pick<Channel, 'version'>) => ({ 'If-Match': `"${version}"` })

export const addChannel = (body: ChannelChange, idempotencyKey: string) =>
  unwrap(createChannel({ body, headers: { 'Idempotency-Key': idempotencyKey } }))
export const changeChannel = (channel: Pick<Channel, 'id' | 'version'>, body: ChannelChange) =>
  unwrap(updateChannel({ path: { id: channel.id }, headers: onVersion(channel), body }))
export const removeChannel = (channel: Channel) =>
  unwrap(deleteChannel({ path: { id: channel.id }, headers: onVersion(channel) }))
export const tryChannel = (id: string) => unwrap(testChannel({ path: { id } }))
