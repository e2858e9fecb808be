import { queryOptions } from '@tanstack/react-query'
import {
  giveGrant,
  listGrants,
  previewAccess,
  endGrant as removeGrant,
  reviewAccess,
  updateGrant,
} from './generated/sdk.gen'
import type { AccessEntry, GiveInputBody, Grant, GrantRef, NewGrant } from './generated/types.gen'
import { everyPage } from './pages'
import { unwrap } from './unwrap'

export type { AccessEntry, Grant, GrantRef, NewGrant }
/** A role on a client or an instance. */
export type Role = Grant['role']

/** The ladder: each includes those before it. */
export const ROLES = ['viewer', 'runner', 'author', 'manager', 'administrator'] as const

export type GrantFilter = {
  person?: string
  /** What one of them, or a group of theirs, was given. */
  people?: string[]
  group?: string
  client?: string
  instance?: string
}
/** One of them at least. */
export type ReviewFilter = { client?: string; instance?: string; person?: string }

export const grantKeys = {
  all: ['grants'] as const,
  list: (filter: GrantFilter) => ['grants', 'list', filter] as const,
  review: (filter: ReviewFilter) => ['grants', 'review', filter] as const,
  preview: (person: string) => ['grants', 'preview', person] as const,
}

/** Grants with those whose time is over, newest first. */
export const grantsQuery = (filter: GrantFilter) =>
  queryOptions({
    queryKey: grantKeys.list(filter),
    queryFn: ({ signal }) =>
      everyPage(
        (cursor) =>
          unwrap(listGrants({ query: { ...filter, ended: true, cursor, limit: 200 }, signal })),
        // What a page of people was given is never too much.
        filter.people && Number.POSITIVE_INFINITY,
      ),
  })

/** Who can see what, and why. */
export const reviewQuery = (filter: ReviewFilter) =>
  queryOptions({
    queryKey: grantKeys.review(filter),
    queryFn: async ({ signal }) => {
      const answer = await unwrap(
        reviewAccess({ query: filter, signal, headers: { Accept: 'application/json' } }),
      )
      return 'items' in answer ? answer.items : []
    },
  })

/** The same as a file for a spreadsheet. */
export async function reviewFile(filter: ReviewFilter): Promise<Blob> {
  const answer = await unwrap(
    reviewAccess({ query: filter, headers: { Accept: 'text/csv' }, parseAs: 'blob' }),
  )
  return answer instanceof Blob ? answer : new Blob([JSON.stringify(answer)])
}

/** What a person would see. */
export const previewQuery = (person: string) =>
  queryOptions({
    queryKey: grantKeys.preview(person),
    queryFn: ({ signal }) => unwrap(previewAccess({ query: { person }, signal })),
  })

export type GiveRequest = Omit<GiveInputBody, '$schema'>

export const give = (body: GiveRequest, idempotencyKey: string) =>
  unwrap(giveGrant({ body, headers: { 'Idempotency-Key': idempotencyKey } }))

export type GrantChange = { role: Role; until: string | undefined; reason: string }

export const changeGrant = (
  { id, revision }: Pick<Grant, 'id' | 'revision'>,
  { role, until, reason }: GrantChange,
) =>
  unwrap(
    updateGrant({
      path: { id },
      headers: { 'If-Match': `"${revision}"` },
      body: { role, reason, ...(until ? { until } : { noEnd: true }) },
    }),
  )

export const endGrant = (id: string) => unwrap(removeGrant({ path: { id } }))
