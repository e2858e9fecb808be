import { queryOptions } from '@tanstack/react-query'
import {
  chooseSavedView,
  createSavedView,
  deleteSavedView,
  fitSavedView,
  listSavedViews,
  restoreSavedView,
  unchooseSavedView,
  updateSavedView,
} from './generated/sdk.gen'
import type { FittedView, SavedView, SavedViewLoss } from './generated/types.gen'
import { everyPage } from './pages'
import { unwrap } from './unwrap'

export type { FittedView, SavedView, SavedViewLoss }

export const savedViewKeys = {
  all: ['saved-views'] as const,
  ofQuery: (queryId: string) => ['saved-views', 'query', queryId] as const,
  fit: (id: string, executionId: string) => ['saved-views', 'fit', id, executionId] as const,
}

/** The saved views of a query's results, by name. */
export const savedViewsQuery = (queryId: string) =>
  queryOptions({
    queryKey: savedViewKeys.ofQuery(queryId),
    queryFn: ({ signal }) =>
      everyPage((cursor) =>
        unwrap(listSavedViews({ query: { queryId, limit: 200, cursor }, signal })),
      ),
  })

/** A saved view as it is on the result of an execution, and what does not fit. */
export const fitQuery = (id: string, executionId: string) =>
  queryOptions({
    queryKey: savedViewKeys.fit(id, executionId),
    queryFn: ({ signal }) => unwrap(fitSavedView({ path: { id }, query: { executionId }, signal })),
  })

export type NewSavedView = { name: string; shared: boolean; default: boolean; state: object }

export const saveView = (executionId: string, body: NewSavedView, key: string) =>
  unwrap(
    createSavedView({
      path: { id: executionId },
      body: { ...body, state: { ...body.state } },
      headers: { 'Idempotency-Key': key },
    }),
  )

export type SavedViewPatch = {
  name?: string
  shared?: boolean
  /** Replaces what the view holds, as it is on the result of an execution. */
  state?: object
  executionId?: string
}

/** Changes a view on the version that was read. */
export const changeSavedView = ({ id, version }: SavedView, { state, ...body }: SavedViewPatch) =>
  unwrap(
    updateSavedView({
      path: { id },
      body: state ? { ...body, state: { ...state } } : body,
      headers: { 'If-Match': `"${version}"` },
    }),
  )

export const removeSavedView = (id: string) => unwrap(deleteSavedView({ path: { id } }))

export const bringBackSavedView = (id: string) => unwrap(restoreSavedView({ path: { id } }))

/** Has the results of the view's query open with it, for oneself, or as they are stored. */
export const openWith = (id: string, chosen: boolean) =>
  unwrap(chosen ? chooseSavedView({ path: { id } }) : unchooseSavedView({ path: { id } }))
