import type { QueryClient } from '@tanstack/react-query'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { connectionKeys } from '@/api/connections'
import { costKeys } from '@/api/costs'
import { dataSetKeys } from '@/api/data-sets'
import { dataSourceKeys } from '@/api/data-sources'
import { type ChangeEvent, EVENTS_URL } from '@/api/events'
import { executionKeys } from '@/api/executions'
import { grantKeys } from '@/api/grants'
import { groupKeys } from '@/api/groups'
import { clientKeys, instanceKeys } from '@/api/instances'
import { keyKeys } from '@/api/keys'
import { meKeys } from '@/api/me'
import { channelKeys, noticeKeys } from '@/api/notices'
import { brandKeys, packKeys } from '@/api/packs'
import { peopleKeys } from '@/api/people'
import { queryKeys } from '@/api/queries'
import { retentionKeys } from '@/api/retention'
import { savedViewKeys } from '@/api/saved-views'
import { scheduleKeys } from '@/api/schedules'
import { sessionKeys } from '@/api/session'
import { sqlKeys } from '@/api/sql'
import { tokenKeys } from '@/api/tokens'
import { serverWatch } from '@/lib/server-watch'

/** What to read again when something of a kind changed. */
export function staleKeys(
  event: Pick<ChangeEvent, 'kind' | 'id'>,
): readonly (readonly unknown[])[] {
  switch (event.kind) {
    case 'execution':
      return [executionKeys.recents, executionKeys.detail(event.id), executionKeys.result(event.id)]
    case 'query':
      return [queryKeys.lists, queryKeys.detail(event.id), queryKeys.versions(event.id)]
    case 'client':
      return [clientKeys.all, instanceKeys.all, queryKeys.lists, executionKeys.all, packKeys.all]
    case 'brand':
      return [brandKeys.all, packKeys.all]
    case 'pack':
      return [
        brandKeys.all,
        packKeys.lists,
        packKeys.detail(event.id),
        packKeys.allValues(event.id),
      ]
    case 'instance':
      return [instanceKeys.all, clientKeys.all, dataSourceKeys.all]
    case 'connection':
      return [connectionKeys.all, instanceKeys.all, dataSourceKeys.all]
    case 'data-set':
      return [
        dataSetKeys.of(event.id),
        dataSourceKeys.all,
        instanceKeys.dataSources(event.id),
        sqlKeys.all,
      ]
    case 'rate':
    case 'budget':
      return [costKeys.all]
    case 'retention':
      return [retentionKeys.all]
    case 'notice':
      return [noticeKeys.all]
    case 'channel':
      return [channelKeys.all]
    case 'schedule':
    case 'occurrence':
      return [scheduleKeys.live]
    case 'backfill':
      return [scheduleKeys.live, scheduleKeys.allBackfills]
    case 'saved-view':
      return [savedViewKeys.all]
    case 'token':
      return [tokenKeys.all]
    case 'person':
      return [peopleKeys.all, groupKeys.all, grantKeys.all, meKeys.all, sessionKeys.all]
    case 'group':
    case 'grant':
      return [groupKeys.all, grantKeys.all, peopleKeys.all]
    case 'access':
      return [everything]
    case 'keys':
      return [keyKeys.all]
    default:
      return []
  }
}

/** What somebody may do has changed, and so may the answer to any question. */
const everything = [] as const

/** Several changes within this time are one reading. */
const GATHER = 200

/** Opens the stream of changes; the function given closes it. */
export function openStream(client: QueryClient) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const waiting = new Map<string, readonly unknown[]>()
  const flush = () => {
    timer = undefined
    for (const queryKey of waiting.values()) void client.invalidateQueries({ queryKey })
    waiting.clear()
  }

  const stream = new EventSource(EVENTS_URL)
  stream.addEventListener('change', (message) => {
    const event: ChangeEvent = JSON.parse(message.data)
    for (const key of staleKeys(event)) waiting.set(JSON.stringify(key), key)
    timer ??= setTimeout(flush, GATHER)
  })
  // What was read before the stream began may have changed before it, too.
  stream.addEventListener('ready', () => void client.invalidateQueries(), { once: true })
  stream.addEventListener('reset', () => void client.invalidateQueries())
  stream.addEventListener('error', () => {
    // The browser reconnects by itself unless the server refused it; but a server that is
    // gone is worth saying even while nobody asks it for anything.
    if (stream.readyState === EventSource.CLOSED) {
      // Every page asks what one may do: whoever may do nothing any more is told so then.
      void client.invalidateQueries({ queryKey: meKeys.all })
      void client.invalidateQueries({ queryKey: sessionKeys.all })
      void serverWatch.lost()
    } else void serverWatch.suspect()
  })
  return () => {
    clearTimeout(timer)
    stream.close()
  }
}

/** A timer of a browser reaches no further. */
const FARTHEST = 2 ** 31 - 1

/** Reads everything again when a grant ends by itself: time passes without an event. */
export function useAccessEnd(endsAt: string | undefined) {
  const client = useQueryClient()
  useEffect(() => {
    const left = endsAt === undefined ? FARTHEST : Date.parse(endsAt) - Date.now()
    if (left >= FARTHEST) return
    // A moment later than the server's clock may be, which is asked then.
    const timer = setTimeout(() => void client.invalidateQueries(), Math.max(left, 0) + GATHER)
    return () => clearTimeout(timer)
  }, [client, endsAt])
}

/** Keeps what is shown current: the stream says what changed, the cache reads it again. */
export function useLiveEvents() {
  const client = useQueryClient()
  useEffect(() => {
    let close = openStream(client)
    const forget = serverWatch.onReturn(() => {
      close()
      close = openStream(client) // which has everything read again once it begins
    })
    return () => {
      forget()
      close()
    }
  }, [client])
}
