import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  cancelBackfill,
  createSchedule,
  deleteSchedule,
  getBackfill,
  getSchedule,
  getScheduleAnalytics,
  getScheduleCalendar,
  getSchedulesAnalytics,
  listBackfills,
  listOccurrences,
  listScheduleOccurrences,
  listSchedulePeople,
  listSchedules,
  listScheduleVersions,
  parseRecurrence,
  pauseSchedule,
  previewSchedule,
  resumeBackfill,
  resumeSchedule,
  retryOccurrence,
  runSchedule,
  saveSchedule,
  startBackfill,
} from './generated/sdk.gen'
import type {
  Backfill,
  BackfillCell,
  CalendarEntry,
  CalendarPast,
  Occurrence,
  OccurrenceExecution,
  PreviewFiring,
  PreviewScheduleInputBody,
  Reason,
  Recurrence,
  RecurrenceMonthly,
  Schedule,
  ScheduleAnalytics,
  ScheduleCalendar,
  ScheduleContentWritable,
  SchedulePause,
  SchedulePreview,
  ScheduleStanding,
  ScheduleTarget,
  ScheduleVersion,
  ScheduleWindow,
  Spread,
  StartBackfillInputBody,
} from './generated/types.gen'
import { unwrap } from './unwrap'

export type {
  Backfill,
  BackfillCell,
  CalendarEntry,
  CalendarPast,
  Occurrence,
  OccurrenceExecution,
  PreviewFiring,
  Reason,
  Recurrence,
  RecurrenceMonthly,
  Schedule,
  ScheduleAnalytics,
  ScheduleCalendar,
  SchedulePause,
  SchedulePreview,
  ScheduleStanding,
  ScheduleTarget,
  ScheduleVersion,
  ScheduleWindow,
  Spread,
}
/** What a person says about a schedule. */
export type ScheduleContent = ScheduleContentWritable
export type OccurrenceState = Occurrence['state']
export type ScheduleState = Schedule['state']
export type Weekday = NonNullable<Recurrence['weekdays']>[number]
/** What a preview is asked about. */
export type PreviewRequest = Omit<PreviewScheduleInputBody, '$schema'>

/** In the words of the API and of the page's address. */
export type ScheduleFilter = {
  state?: ScheduleState
  client?: string
  instance?: string
  search?: string
}

export type OccurrenceFilter = { state?: OccurrenceState[]; from?: string; to?: string }

/** Dates of the zone; `to` is not included. */
export type CalendarSpan = { from: string; to: string; zone: string; client?: string }

/** UTC dates, both included; until now without `to`. */
export type AnalyticsSpan = { from: string; to?: string; client?: string }

export type BackfillRequest = Omit<StartBackfillInputBody, '$schema'>

export const scheduleKeys = {
  all: ['schedules'] as const,
  /** What changes as occurrences begin and end. */
  live: ['schedules', 'live'] as const,
  list: (filter: ScheduleFilter) => ['schedules', 'live', 'list', filter] as const,
  detail: (id: string) => ['schedules', 'live', 'detail', id] as const,
  occurrences: (id: string, filter: OccurrenceFilter) =>
    ['schedules', 'live', 'occurrences', id, filter] as const,
  recentOccurrences: (filter: OccurrenceFilter, limit: number) =>
    ['schedules', 'live', 'recent', filter, limit] as const,
  /** What a change of any backfill makes old. */
  allBackfills: ['schedules', 'backfills'] as const,
  backfills: (id: string) => ['schedules', 'backfills', 'of', id] as const,
  backfill: (id: string) => ['schedules', 'backfills', 'one', id] as const,
  /** What is counted up over many occurrences: read again by the minute, not by the event. */
  analytics: (id: string, days: number) => ['schedules', 'analytics', id, days] as const,
  allAnalytics: (span: AnalyticsSpan) => ['schedules', 'analytics', 'all', span] as const,
  versions: (id: string, newest: number) => ['schedules', 'versions', id, newest] as const,
  people: ['schedules', 'people'] as const,
  calendars: ['schedules', 'calendar'] as const,
  calendar: (span: CalendarSpan) => ['schedules', 'calendar', span] as const,
  estimate: (rule: Recurrence, from: string, to: string) =>
    ['schedules', 'estimate', rule, from, to] as const,
  preview: (request: PreviewRequest) => ['schedules', 'preview', request] as const,
}

export const schedulesQuery = (filter: ScheduleFilter) =>
  infiniteQueryOptions({
    queryKey: scheduleKeys.list(filter),
    queryFn: ({ pageParam, signal }) =>
      unwrap(listSchedules({ query: { ...filter, cursor: pageParam, limit: 100 }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor || undefined,
  })

export const scheduleQuery = (id: string) =>
  queryOptions({
    queryKey: scheduleKeys.detail(id),
    queryFn: ({ signal }) => unwrap(getSchedule({ path: { id }, signal })),
  })

/** Occurrences of a schedule, newest instants first. */
export const occurrencesQuery = (id: string, filter: OccurrenceFilter) =>
  infiniteQueryOptions({
    queryKey: scheduleKeys.occurrences(id, filter),
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        listScheduleOccurrences({
          path: { id },
          query: { ...filter, cursor: pageParam, limit: 50 },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor || undefined,
  })

/** The newest occurrences of all schedules, for places that show a few. */
export const recentOccurrencesQuery = (filter: OccurrenceFilter, limit: number) =>
  queryOptions({
    queryKey: scheduleKeys.recentOccurrences(filter, limit),
    queryFn: async ({ signal }) =>
      (await unwrap(listOccurrences({ query: { ...filter, limit }, signal }))).items,
  })

/** When a rule that need not be saved is due next, and what is wrong with it. */
export const schedulePreviewQuery = (request: PreviewRequest) =>
  queryOptions({
    queryKey: scheduleKeys.preview(request),
    queryFn: ({ signal }) => unwrap(previewSchedule({ body: request, signal })),
    staleTime: 60_000,
    gcTime: 60_000,
  })

/** A rule from plain words or from cron; `zone` is meant when the words name none. */
export const parseRule = (text: string, zone: string) =>
  unwrap(parseRecurrence({ body: { text, zone } }))

const once = (key: string) => ({ 'Idempotency-Key': key })
const onVersion = ({ version }: Pick<Schedule, 'version'>) => ({ 'If-Match': `"${version}"` })

type Read = Pick<Schedule, 'id' | 'version'>

export const addSchedule = (body: ScheduleContent, idempotencyKey: string) =>
  unwrap(createSchedule({ body, headers: once(idempotencyKey) }))

/** Changes a schedule as it was read; one that changed since answers 409 with the current one. */
export const changeSchedule = (read: Read, body: ScheduleContent) =>
  unwrap(saveSchedule({ path: { id: read.id }, body, headers: onVersion(read) }))

export const endSchedule = (read: Read) =>
  unwrap(deleteSchedule({ path: { id: read.id }, headers: onVersion(read) }))

export const setSchedulePaused = (id: string, paused: boolean) =>
  unwrap(paused ? pauseSchedule({ path: { id } }) : resumeSchedule({ path: { id } }))

/** Makes an occurrence now; with `resume`, its success ends a pause for failures. */
export const runNow = (id: string, resume: boolean, idempotencyKey: string) =>
  unwrap(runSchedule({ path: { id }, body: { resume }, headers: once(idempotencyKey) }))

/** Runs once more what failed of an occurrence. */
export const retryFailed = (id: string, idempotencyKey: string) =>
  unwrap(retryOccurrence({ path: { id }, headers: once(idempotencyKey) }))

const DAY = 86_400_000

/** What costs much to count stays this fresh while it is shown. */
const byTheMinute = { staleTime: 60_000, refetchInterval: 60_000 }

/** How a schedule has been doing for so many days. */
export const analyticsQuery = (id: string, days: number) =>
  queryOptions({
    queryKey: scheduleKeys.analytics(id, days),
    queryFn: ({ signal }) =>
      unwrap(
        getScheduleAnalytics({
          path: { id },
          query: { from: new Date(Date.now() - days * DAY).toISOString() },
          signal,
        }),
      ),
    ...byTheMinute,
  })

/** How schedules have been doing, of a client or all. */
export const allAnalyticsQuery = (span: AnalyticsSpan) =>
  queryOptions({
    queryKey: scheduleKeys.allAnalytics(span),
    queryFn: ({ signal }) =>
      unwrap(
        getSchedulesAnalytics({
          query: {
            from: `${span.from}T00:00:00Z`,
            to: span.to && new Date(Date.parse(span.to) + DAY).toISOString(),
            client: span.client,
          },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    ...byTheMinute,
  })

/** What a schedule said, edit by edit, the newest first; `newest` is its present version. */
export const versionsQuery = (id: string, newest: number) =>
  queryOptions({
    queryKey: scheduleKeys.versions(id, newest),
    queryFn: async ({ signal }) =>
      (await unwrap(listScheduleVersions({ path: { id }, signal }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Who may be responsible for schedules. */
export const peopleQuery = () =>
  queryOptions({
    queryKey: scheduleKeys.people,
    queryFn: async ({ signal }) => (await unwrap(listSchedulePeople({ signal }))).items,
    staleTime: 60_000,
  })

/** What all schedules will do. */
export const calendarQuery = (span: CalendarSpan) =>
  queryOptions({
    queryKey: scheduleKeys.calendar(span),
    queryFn: ({ signal }) => unwrap(getScheduleCalendar({ query: span, signal })),
    ...byTheMinute,
  })

/** Cells of a running backfill end without an event of its own. */
const WHILE_RUNNING = 3_000

export const backfillsQuery = (id: string) =>
  queryOptions({
    queryKey: scheduleKeys.backfills(id),
    queryFn: async ({ signal }) => (await unwrap(listBackfills({ path: { id }, signal }))).items,
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ state }) => state === 'running') ? WHILE_RUNNING : false,
  })

/** One backfill with its cells. */
export const backfillQuery = (id: string) =>
  queryOptions({
    queryKey: scheduleKeys.backfill(id),
    queryFn: ({ signal }) => unwrap(getBackfill({ path: { id }, signal })),
    refetchInterval: ({ state: { data } }) => (data?.state === 'running' ? WHILE_RUNNING : false),
  })

export const beginBackfill = (id: string, body: BackfillRequest, idempotencyKey: string) =>
  unwrap(startBackfill({ path: { id }, body, headers: once(idempotencyKey) }))

/** Begins no more of a backfill, or goes on with it. */
export const setBackfillGoing = (id: string, going: boolean) =>
  unwrap(going ? resumeBackfill({ path: { id } }) : cancelBackfill({ path: { id } }))

/** So many runs are counted before an estimate says "more than". */
export const ESTIMATE_LIMIT = 500

/**
 * How many times a rule is due between two instants, as the server tells it, page after page;
 * `more` when there are more than the limit.
 */
export const estimateQuery = (rule: Recurrence, from: string, to: string) =>
  queryOptions({
    queryKey: scheduleKeys.estimate(rule, from, to),
    queryFn: async ({ signal }) => {
      let after = from
      let due = 0
      while (due < ESTIMATE_LIMIT) {
        const { firings } = await unwrap(
          previewSchedule({ body: { rule, from: after, settle: 'run' }, signal }),
        )
        const within = firings.filter(({ at }) => Date.parse(at) < Date.parse(to))
        due += within.filter(({ fires }) => fires).length
        const last = firings.at(-1)
        if (!last || within.length < firings.length) return { due, more: false }
        after = last.at
      }
      return { due, more: true }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
