import { QueryClient } from '@tanstack/react-query'
import { expect, it, vi } from 'vitest'
import { executionsQuery, recentExecutionsQuery, rowsQuery } from '@/api/executions'
import { reviewQuery } from '@/api/grants'
import { meQuery } from '@/api/me'
import { personQuery } from '@/api/people'
import { analyticsQuery, backfillsQuery, calendarQuery, schedulesQuery } from '@/api/schedules'
import { serverWatch } from '@/lib/server-watch'
import { openStream, staleKeys } from './live-events'

const covers = (key: readonly unknown[], full: readonly unknown[]) =>
  key.every((part, index) => JSON.stringify(part) === JSON.stringify(full[index]))

it('reads the heads of lists again when an execution changes, but neither all that was scrolled through nor stored rows', () => {
  const keys = staleKeys({ kind: 'execution', id: 'e1' })
  const head = recentExecutionsQuery({ state: ['failed'] }, 100).queryKey
  expect(keys.some((key) => covers(key, head))).toBe(true)
  expect(keys.some((key) => covers(key, executionsQuery({}).queryKey))).toBe(false)
  expect(keys.some((key) => covers(key, rowsQuery('e1', { offset: 0, limit: 200 }).queryKey))).toBe(
    false,
  )
})

it('counts up calendar and analytics by the minute, not for every event', () => {
  const read = (kind: 'schedule' | 'occurrence' | 'backfill', full: readonly unknown[]) =>
    staleKeys({ kind, id: 's1' }).some((key) => covers(key, full))
  const calendar = calendarQuery({ from: '2026-03-09', to: '2026-03-16', zone: 'UTC' })
  const analytics = analyticsQuery('s1', 30)
  for (const kind of ['schedule', 'occurrence', 'backfill'] as const) {
    expect(read(kind, calendar.queryKey)).toBe(false)
    expect(read(kind, analytics.queryKey)).toBe(false)
    expect(read(kind, schedulesQuery({}).queryKey)).toBe(true)
  }
  expect([calendar.staleTime, analytics.staleTime]).toEqual([60_000, 60_000])
  expect(read('occurrence', backfillsQuery('s1').queryKey)).toBe(false)
  expect(read('backfill', backfillsQuery('s1').queryKey)).toBe(true)
})

it('reads again, once, what was read before the stream began', () => {
  let stream = new EventTarget()
  vi.stubGlobal(
    'EventSource',
    class extends EventTarget {
      constructor() {
        super()
        stream = this
      }
      close() {}
    },
  )
  const client = new QueryClient()
  client.setQueryData(['connections'], 'before the change')
  const isStale = () => client.getQueryState(['connections'])?.isInvalidated
  const close = openStream(client)
  expect(isStale()).toBe(false)
  stream.dispatchEvent(new Event('ready'))
  expect(isStale()).toBe(true)

  // A stream that went on after a break brings what was missed by itself.
  client.setQueryData(['connections'], 'after the change')
  stream.dispatchEvent(new Event('ready'))
  expect(isStale()).toBe(false)
  close()
  vi.unstubAllGlobals()
})

it('reads everything again when what one may do has changed, and people when they have', () => {
  const read = (kind: 'access' | 'person' | 'group' | 'grant', full: readonly unknown[]) =>
    staleKeys({ kind, id: 'x1' }).some((key) => covers(key, full))
  const anything = [rowsQuery('e1', { offset: 0, limit: 200 }), meQuery(), executionsQuery({})].map(
    (q) => q.queryKey,
  )
  expect(anything.map((key) => read('access', key))).toEqual([true, true, true])
  for (const kind of ['person', 'group', 'grant'] as const) {
    expect(read(kind, personQuery('p1').queryKey)).toBe(true)
    expect(read(kind, reviewQuery({ client: 'c1' }).queryKey)).toBe(true)
    expect(read(kind, executionsQuery({}).queryKey)).toBe(false)
  }
  expect(read('person', meQuery().queryKey)).toBe(true)
})

it('asks again who one is when the server refuses the stream', () => {
  let stream = new EventTarget()
  vi.stubGlobal(
    'EventSource',
    class extends EventTarget {
      static CLOSED = 2
      readyState = 2
      constructor() {
        super()
        stream = this
      }
      close() {}
    },
  )
  vi.spyOn(serverWatch, 'lost').mockResolvedValue()
  const client = new QueryClient()
  client.setQueryData(['me', 'rights'], 'as it was')
  const close = openStream(client)
  stream.dispatchEvent(new Event('error'))
  expect(client.getQueryState(meQuery().queryKey)?.isInvalidated).toBe(true)
  close()
  vi.unstubAllGlobals()
})
