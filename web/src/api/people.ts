import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  acceptInvitation,
  checkInvitation,
  deleteInvitation,
  disablePerson,
  enablePerson,
  endPersonSession,
  endPersonToken,
  getPerson,
  getResponsibilities,
  listInvitations,
  listPeople,
  listPersonSessions,
  listPersonTokens,
  invite as postInvitation,
  recoverPerson,
  updatePerson,
} from './generated/sdk.gen'
import type {
  AcceptInvitationInputBody,
  DisabledPerson,
  Invitation,
  InvitedPerson,
  InviteInputBody,
  PersonEntry,
  Responsibilities,
  SecretLink,
} from './generated/types.gen'
import { everyPage } from './pages'
import { unwrap } from './unwrap'

export type { DisabledPerson, Invitation, InvitedPerson, PersonEntry, Responsibilities, SecretLink }
/** A person's role in the organisation. */
export type OrganisationRole = PersonEntry['role']
export type PersonState = PersonEntry['state']
export type InviteRequest = Omit<InviteInputBody, '$schema'>

/** In the words of the API and of the page's address. */
export type PeopleFilter = { search?: string; state?: PersonState; role?: OrganisationRole }

export const peopleKeys = {
  all: ['people'] as const,
  list: (filter: PeopleFilter) => ['people', 'list', filter] as const,
  everybody: ['people', 'everybody'] as const,
  detail: (id: string) => ['people', 'detail', id] as const,
  sessions: (id: string) => ['people', 'sessions', id] as const,
  tokens: (id: string) => ['people', 'tokens', id] as const,
  responsibilities: (id: string, handOverTo?: string) =>
    ['people', 'responsibilities', id, handOverTo] as const,
  invitations: ['people', 'invitations'] as const,
}

export const peopleQuery = (filter: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: peopleKeys.list(filter),
    queryFn: ({ pageParam, signal }) =>
      unwrap(listPeople({ query: { ...filter, cursor: pageParam, limit: 100 }, signal })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor || undefined,
  })

/** All people, for whoever chooses one of them. */
export const everybodyQuery = () =>
  queryOptions({
    queryKey: peopleKeys.everybody,
    queryFn: ({ signal }) =>
      everyPage((cursor) => unwrap(listPeople({ query: { cursor, limit: 200 }, signal }))),
  })

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: peopleKeys.detail(id),
    queryFn: ({ signal }) => unwrap(getPerson({ path: { id }, signal })),
  })

export const personSessionsQuery = (id: string) =>
  queryOptions({
    queryKey: peopleKeys.sessions(id),
    queryFn: async ({ signal }) =>
      (await unwrap(listPersonSessions({ path: { id }, signal }))).items,
  })

export const personTokensQuery = (id: string) =>
  queryOptions({
    queryKey: peopleKeys.tokens(id),
    queryFn: async ({ signal }) => (await unwrap(listPersonTokens({ path: { id }, signal }))).items,
  })

/** What rests on a person, and how much of it somebody else could take over. */
export const responsibilitiesQuery = (id: string, handOverTo?: string) =>
  queryOptions({
    queryKey: peopleKeys.responsibilities(id, handOverTo),
    queryFn: ({ signal }) =>
      unwrap(getResponsibilities({ path: { id }, query: { handOverTo }, signal })),
  })

export const invitationsQuery = () =>
  queryOptions({
    queryKey: peopleKeys.invitations,
    queryFn: async ({ signal }) => (await unwrap(listInvitations({ signal }))).items,
  })

/** Changes a person on the revision that was read. */
export const changePerson = (
  { id, revision }: Pick<PersonEntry, 'id' | 'revision'>,
  body: { name?: string; role?: OrganisationRole },
) => unwrap(updatePerson({ path: { id }, headers: { 'If-Match': `"${revision}"` }, body }))

export const disable = (id: string, handOverTo: string | undefined) =>
  unwrap(disablePerson({ path: { id }, body: { handOverTo } }))
export const enable = (id: string) => unwrap(enablePerson({ path: { id } }))

export const endSessionOf = (id: string, sessionId: string) =>
  unwrap(endPersonSession({ path: { id, sessionId } }))
export const endTokenOf = (id: string, tokenId: string) =>
  unwrap(endPersonToken({ path: { id, tokenId } }))

/** Both answers hold a link that is known only now. */
export const invite = (body: InviteRequest, idempotencyKey: string) =>
  unwrap(postInvitation({ body, headers: { 'Idempotency-Key': idempotencyKey } }))
export const recover = (id: string, idempotencyKey: string) =>
  unwrap(recoverPerson({ path: { id }, headers: { 'Idempotency-Key': idempotencyKey } }))

export const takeBack = (id: string) => unwrap(deleteInvitation({ path: { id } }))

/** For whom the link with a token is. */
export const linkQuery = (token: string) =>
  queryOptions({
    queryKey: ['link', token] as const,
    queryFn: ({ signal }) => unwrap(checkInvitation({ body: { token }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const accept = (body: Omit<AcceptInvitationInputBody, '$schema'>) =>
  unwrap(acceptInvitation({ body }))
