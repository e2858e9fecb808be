import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  exportAuditEntries,
  getAuditEntry,
  getAuditSeal,
  listAuditActs,
  listAuditEntries,
} from './generated/sdk.gen'
import type { AuditAct, AuditChange, AuditEntry, AuditSeal } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { AuditAct, AuditChange, AuditEntry, AuditSeal }

/** In the words of the API, of the command line and of the page's address. */
export type AuditFilter = {
  /** An id, an address, or `me`. */
  person?: string
  act?: string[]
  outcome?: AuditEntry['outcome']
  /** The id of what was acted on. */
  object?: string
  client?: string
  instance?: string
  request?: string
  /** Dates of the zone; `to` is not included. */
  from?: string
  to?: string
  zone?: string
}

export const auditKeys = {
  all: ['audit'] as const,
  list: (filter: AuditFilter) => ['audit', 'list', filter] as const,
  entry: (id: string) => ['audit', 'entry', id] as const,
  acts: ['audit', 'acts'] as const,
  seal: ['audit', 'seal'] as const,
}

/** The log, newest first, page by page. */
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: auditKeys.list(filter),
    queryFn: ({ pageParam, signal }) =>
      unwrap(listAuditEntries({ query: { ...filter, cursor: pageParam, limit: 100 }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor || undefined,
  })

export const auditEntryQuery = (id: string) =>
  queryOptions({
    queryKey: auditKeys.entry(id),
    queryFn: ({ signal }) => unwrap(getAuditEntry({ path: { id }, signal })),
    // It never changes but once: when it is sealed.
    refetchInterval: ({ state }) => (state.data && !state.data.sealedAt ? 3_000 : false),
  })

/** All acts that the log tells of. */
export const auditActsQuery = () =>
  queryOptions({
    queryKey: auditKeys.acts,
    queryFn: async ({ signal }) => (await unwrap(listAuditActs({ signal }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** How far the log is sealed. */
export const auditSealQuery = () =>
  queryOptions({
    queryKey: auditKeys.seal,
    queryFn: ({ signal }) => unwrap(getAuditSeal({ signal })),
    refetchInterval: 10_000,
  })

/** The log as a file for a spreadsheet; that it was taken is an entry itself. */
export async function auditFile(filter: AuditFilter): Promise<Blob> {
  const answer: unknown = await unwrap(
    exportAuditEntries({ query: { ...filter, format: 'csv' }, parseAs: 'blob' }),
  )
  return answer instanceof Blob ? answer : new Blob([String(answer)])
}
