import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  createQuery,
  getQuery,
  getQueryVersion,
  listQueries,
  listQueryVersions,
  restoreQueryVersion,
  saveQuery,
  updateQuery,
} from './generated/sdk.gen'
import type {
  FoundPlaceholder,
  Parameter,
  Placeholder,
  Query,
  QueryContent,
  QuerySummary,
  QueryVersion,
  QueryVersionSummary,
} from './generated/types.gen'
import { unwrap } from './unwrap'

export type {
  FoundPlaceholder,
  Parameter,
  Placeholder,
  Query,
  QueryContent,
  QuerySummary,
  QueryVersion,
  QueryVersionSummary,
}

export type QueryFilter = {
  search?: string
  clientId?: string
  instanceId?: string
  archived?: boolean
}

export const queryKeys = {
  all: ['queries'] as const,
  lists: ['queries', 'list'] as const,
  list: (filter: QueryFilter) => ['queries', 'list', filter] as const,
  detail: (id: string) => ['queries', 'detail', id] as const,
  versions: (id: string) => ['queries', 'versions', id] as const,
  version: (id: string, number: number) => ['queries', 'version', id, number] as const,
}

export const queriesQuery = (filter: QueryFilter) =>
  infiniteQueryOptions({
    queryKey: queryKeys.list(filter),
    queryFn: ({ pageParam, signal }) =>
      unwrap(listQueries({ query: { ...filter, cursor: pageParam, limit: 50 }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor || undefined,
  })

export const queryQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.detail(id),
    queryFn: ({ signal }) => unwrap(getQuery({ path: { id }, signal })),
  })

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: queryKeys.versions(id),
    queryFn: async ({ signal }) =>
      (await unwrap(listQueryVersions({ path: { id }, signal }))).items,
  })

export const versionQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: queryKeys.version(id, number),
    queryFn: ({ signal }) => unwrap(getQueryVersion({ path: { id, number }, signal })),
    // A version never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })

export const saveNewQuery = (body: QueryContent, idempotencyKey: string) =>
  unwrap(createQuery({ body, headers: { 'Idempotency-Key': idempotencyKey } }))

type Revised = Pick<QuerySummary, 'id' | 'revision'>

const onRevision = (query: Revised) => ({ 'If-Match': `"${query.revision}"` })

/** Saves a new version made on `base`; a newer one in between answers 409 with both. */
export const saveQueryVersion = (base: Revised, body: QueryContent) =>
  unwrap(saveQuery({ path: { id: base.id }, body, headers: onRevision(base) }))

/** Renames, archives or brings back, on the revision that was read. */
export const changeQuery = (base: Revised, body: { name?: string; archived?: boolean }) =>
  unwrap(updateQuery({ path: { id: base.id }, body, headers: onRevision(base) }))

export const restoreVersion = (base: Revised, number: number) =>
  unwrap(restoreQueryVersion({ path: { id: base.id, number }, headers: onRevision(base) }))
