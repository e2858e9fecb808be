import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { ApiError } from './api-error'
import {
  cancelExecution,
  createExecution,
  explainResult,
  findInResult,
  getExecution,
  getExecutionSql,
  getResult,
  getResultChart,
  getResultProfile,
  getResultView,
  getUsualTime,
  listExecutions,
  listResultRows,
  previewExecution,
  rerunExecution,
} from './generated/sdk.gen'
import type {
  Attempt,
  Execution,
  ExecutionError,
  ExecutionEvent,
  ExecutionPreview,
  ExecutionRequest,
  ExecutionSummary,
  Explanation,
  ExportResultData,
  Result,
  ResultChart,
  ResultChartData,
  ResultChartGroup,
  ResultColumn,
  ResultProfile,
  ResultShape,
  ResultView,
  ResultViewColumn,
  ViewAggregate,
  ViewFilter,
  ViewGroup,
  ViewSort,
} from './generated/types.gen'
import { fetchProven } from './proof'
import { unwrap } from './unwrap'

export type {
  Attempt,
  Execution,
  ExecutionError,
  ExecutionEvent,
  ExecutionPreview,
  ExecutionRequest,
  ExecutionSummary,
  Explanation,
  Result,
  ResultChart,
  ResultChartData,
  ResultChartGroup,
  ResultColumn,
  ResultProfile,
  ResultShape,
  ResultView,
  ResultViewColumn,
  ViewAggregate,
  ViewFilter,
  ViewGroup,
  ViewSort,
}
export type ExecutionState = ExecutionSummary['state']

/** The states in which an execution is still on its way. */
export const OPEN_STATES = [
  'queued',
  'submitting',
  'pending',
  'running',
  'collecting',
  'waiting',
] as const satisfies ExecutionState[]

export function isFinal(state: ExecutionState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled'
}

/** In the words of the API, of the command line and of the page's address. */
export type ExecutionFilter = {
  state?: ExecutionState[]
  instance?: string
  client?: string
  query?: string
  /** An id, or `me`. */
  person?: string
  search?: string
  /** Dates of the zone; `to` is not included. */
  from?: string
  to?: string
  zone?: string
}

/** The fewest characters that can be searched for. */
export const MIN_SEARCH = 3

/** How many executions a page of a long list has. */
export const LIST_PAGE = 100

export const executionKeys = {
  all: ['executions'] as const,
  recents: ['executions', 'recent'] as const,
  scroll: (filter: ExecutionFilter) => ['executions', 'scroll', filter] as const,
  recent: (filter: ExecutionFilter, limit: number) =>
    ['executions', 'recent', filter, limit] as const,
  /** Read off the recent ones, and changes with them. */
  usual: (queryId: string, instanceId: string) =>
    ['executions', 'recent', 'usual', queryId, instanceId] as const,
  preview: (request: ExecutionRequest | null) => ['executions', 'preview', request] as const,
  detail: (id: string) => ['executions', 'detail', id] as const,
  sql: (id: string) => ['executions', 'sql', id] as const,
  explanation: (id: string) => ['executions', 'explanation', id] as const,
  result: (id: string) => ['executions', 'result', id] as const,
  profile: (id: string, view: string, column: string) =>
    ['executions', 'profile', id, view, column] as const,
  chart: (id: string, view: string, chart: string) =>
    ['executions', 'chart', id, view, chart] as const,
  view: (id: string, view: string) => ['executions', 'view', id, view] as const,
  rows: (id: string, part: RowsPart) => ['executions', 'rows', id, part] as const,
  arrived: (id: string) => ['executions', 'arrived', id] as const,
}

/**
 * Page after page of a list, as they were when scrolled to. Changes do not read
 * all of it again; `recentExecutionsQuery` is its live head.
 */
export const executionsQuery = (filter: ExecutionFilter) =>
  infiniteQueryOptions({
    queryKey: executionKeys.scroll(filter),
    queryFn: ({ pageParam, signal }) =>
      unwrap(listExecutions({ query: { ...filter, cursor: pageParam, limit: LIST_PAGE }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor || undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })

/** The newest executions of a filter, for places that show a few. */
export const recentExecutionsQuery = (filter: ExecutionFilter, limit: number) =>
  queryOptions({
    queryKey: executionKeys.recent(filter, limit),
    queryFn: async ({ signal }) =>
      (await unwrap(listExecutions({ query: { ...filter, limit }, signal }))).items,
  })

/** What to call an execution: its query's name, or the beginning of SQL that was not saved. */
export const executionName = ({ queryName, sqlStart }: ExecutionSummary) =>
  queryName || sqlStart || 'SQL without text'

export const executionQuery = (id: string) =>
  queryOptions({
    queryKey: executionKeys.detail(id),
    queryFn: ({ signal }) => unwrap(getExecution({ path: { id }, signal })),
    // Its place in the line moves with the others; no event of its own says so.
    refetchInterval: ({ state }) => (state.data?.standing ? 5_000 : false),
  })

/** The text that Amazon is sent, and what filled its placeholders. */
export const sentSqlQuery = (id: string) =>
  queryOptions({
    queryKey: executionKeys.sql(id),
    queryFn: ({ signal }) => unwrap(getExecutionSql({ path: { id }, signal })),
    // It is written with the execution and never changes.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  })

export const resultQuery = (id: string) =>
  queryOptions({
    queryKey: executionKeys.result(id),
    queryFn: ({ signal }) => unwrap(getResult({ path: { id }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** What a result is made of and what is not in it. Whether its window is settled changes with time. */
export const explanationQuery = (id: string) =>
  queryOptions({
    queryKey: executionKeys.explanation(id),
    queryFn: ({ signal }) => unwrap(explainResult({ path: { id }, signal })),
    staleTime: 60_000,
  })

/** Rows per request of the grid. */
export const PAGE_SIZE = 200

/** Some rows of a view, which is text; of all columns, or of those whose ids are given. */
export type RowsPart = { view?: string; offset: number; limit: number; columns?: string[] }

export const rowsQuery = (id: string, part: RowsPart) =>
  queryOptions({
    queryKey: executionKeys.rows(id, part),
    queryFn: ({ signal }) => fetchRows(id, part, signal),
    staleTime: Number.POSITIVE_INFINITY,
    // Whoever shows rows holds them, and knows how many may be held.
    gcTime: 0,
  })

export const fetchRows = (id: string, part: RowsPart, signal?: AbortSignal) =>
  unwrap(listResultRows({ path: { id }, query: { ...part, view: part.view || undefined }, signal }))

/** How often it is asked how far a large result is open. */
const ARRIVAL_MS = 400

/**
 * How many bytes of a large result are here while the rest of it is being
 * opened; null once all of it is. It is asked for only after an answer with rows
 * has told that something is missing.
 */
export const arrivedQuery = (id: string) =>
  queryOptions({
    queryKey: executionKeys.arrived(id),
    queryFn: async ({ signal }) => {
      const part = { view: '', offset: 0, limit: 1, columns: ['c0'] }
      const { arrivedBytes } = await fetchRows(id, part, signal)
      return arrivedBytes ?? null
    },
    enabled: ({ state }) => typeof state.data === 'number' && state.error === null,
    refetchInterval: ARRIVAL_MS,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Columns and size of a view; the server builds it first, which may take a while. */
export const resultViewQuery = (id: string, view: string) =>
  queryOptions({
    queryKey: executionKeys.view(id, view),
    queryFn: ({ signal }) => unwrap(getResultView({ path: { id }, query: { view }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** How the values of a column of a view are spread. */
export const resultProfileQuery = (id: string, view: string, column: string) =>
  queryOptions({
    queryKey: executionKeys.profile(id, view, column),
    queryFn: ({ signal }) =>
      unwrap(
        getResultProfile({ path: { id }, query: { view: view || undefined, column }, signal }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** What a chart of a view draws; the server makes it of every row, which may take a while. */
export const resultChartQuery = (id: string, view: string, chart: string) =>
  queryOptions({
    queryKey: executionKeys.chart(id, view, chart),
    queryFn: ({ signal }) =>
      unwrap(
        getResultChart({
          path: { id },
          query: { view: view || undefined, chart: chart || undefined },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Where to look for a text: from a row on, in that row behind a column. */
export type FindFrom = { view: string; text: string; from: number; after?: string }

export const findRow = (id: string, { view, ...query }: FindFrom, signal: AbortSignal) =>
  unwrap(findInResult({ path: { id }, query: { ...query, view: view || undefined }, signal }))

export const submit = (body: ExecutionRequest, idempotencyKey: string) =>
  unwrap(createExecution({ body, headers: { 'Idempotency-Key': idempotencyKey } }))

/** What Amazon would be sent for a run. */
export const previewQuery = (request: ExecutionRequest | null) =>
  queryOptions({
    queryKey: executionKeys.preview(request),
    queryFn: ({ signal }) =>
      request
        ? unwrap(previewExecution({ body: request, signal }))
        : Promise.reject(new Error('there is nothing to run yet')),
    // A preset means other days tomorrow.
    staleTime: 60_000,
    gcTime: 60_000,
  })

/** How long AMC usually takes for a query on an instance. */
export const usualTimeQuery = (queryId: string, instanceId: string) =>
  queryOptions({
    queryKey: executionKeys.usual(queryId, instanceId),
    queryFn: ({ signal }) =>
      unwrap(getUsualTime({ path: { id: queryId }, query: { instanceId }, signal })),
  })

export const cancel = (id: string) => unwrap(cancelExecution({ path: { id } }))

export const rerun = (id: string, idempotencyKey: string) =>
  unwrap(rerunExecution({ path: { id }, headers: { 'Idempotency-Key': idempotencyKey } }))

/** Runs it again, and has AMC keep suppressed rows. */
export const rerunKeeping = (id: string, idempotencyKey: string) =>
  unwrap(
    rerunExecution({
      path: { id },
      body: { keepSuppressed: true },
      headers: { 'Idempotency-Key': idempotencyKey },
    }),
  )

export type ExportFormat = NonNullable<NonNullable<ExportResultData['query']>['format']>

export type ExportChoice = {
  format: ExportFormat
  /** CSV: leave texts that a spreadsheet would run as formulas as they are stored. */
  asStored: boolean
  /** The view whose rows are taken, as text for the server; every row as stored without. */
  view?: string
}

/** Opens the file of a result as lib/framed reads it; the server names it. */
export async function openExport(
  id: string,
  { format, asStored, view }: ExportChoice,
  signal: AbortSignal,
) {
  const words = new URLSearchParams({ format, framed: 'true' })
  if (asStored) words.set('raw', 'true')
  if (view) words.set('view', view)
  const address = `/api/v1/executions/${encodeURIComponent(id)}/export?${words}`
  let answer: Response
  try {
    answer = await fetchProven(address, { signal })
  } catch (cause) {
    if (signal.aborted) throw cause
    throw new ApiError(0, undefined)
  }
  if (!answer.ok || !answer.body) {
    throw new ApiError(answer.status, await answer.json().catch(() => undefined))
  }
  const told = /filename="?([^";]+)"?/.exec(answer.headers.get('Content-Disposition') ?? '')
  return { name: told?.[1] ?? `result.${format}`, body: answer.body }
}
