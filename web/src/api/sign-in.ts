import { queryOptions } from '@tanstack/react-query'
import {
  addMyIdentity,
  dropIdentity,
  getSignInWays,
  getSingleSignOn,
  listIdentities,
  listMyIdentities,
  depart as postDeparture,
  setSingleSignOn as putSingleSignOn,
  removeMyIdentity,
  testSingleSignOn,
} from './generated/sdk.gen'
import type {
  DepartInputBody,
  IdentityEntry,
  SetSingleSignOnInputBody,
  SignInWays,
  SingleSignOn,
  SingleSignOnReport,
} from './generated/types.gen'
import { meKeys } from './me'
import { peopleKeys } from './people'
import { unwrap } from './unwrap'

export type { IdentityEntry, SignInWays, SingleSignOn, SingleSignOnReport }
export type Provider = IdentityEntry['provider']
export type SingleSignOnTerms = Omit<SetSingleSignOnInputBody, '$schema'>

export const signInKeys = {
  ways: ['sign-in-ways'] as const,
  singleSignOn: [...peopleKeys.all, 'single-sign-on'] as const,
  mine: [...meKeys.all, 'identities'] as const,
  of: (id: string) => [...peopleKeys.all, 'identities', id] as const,
}

export const waysQuery = () =>
  queryOptions({
    queryKey: signInKeys.ways,
    queryFn: ({ signal }) => unwrap(getSignInWays({ signal })),
  })

/** Begins to sign in with a provider; the answer is the address there. */
export const depart = async (body: Omit<DepartInputBody, '$schema'>) =>
  (await unwrap(postDeparture({ body }))).url

export const myIdentitiesQuery = () =>
  queryOptions({
    queryKey: signInKeys.mine,
    queryFn: async ({ signal }) => (await unwrap(listMyIdentities({ signal }))).items,
  })

export const addIdentity = async (provider: Provider, password: string) =>
  (await unwrap(addMyIdentity({ body: { provider, password } }))).url
export const removeIdentity = (provider: Provider, password: string) =>
  unwrap(removeMyIdentity({ body: { provider, password } }))

export const identitiesQuery = (id: string) =>
  queryOptions({
    queryKey: signInKeys.of(id),
    queryFn: async ({ signal }) => (await unwrap(listIdentities({ path: { id }, signal }))).items,
  })
export const dropIdentityOf = (id: string, provider: Provider) =>
  unwrap(dropIdentity({ path: { id }, body: { provider } }))

export const singleSignOnQuery = () =>
  queryOptions({
    queryKey: signInKeys.singleSignOn,
    queryFn: ({ signal }) => unwrap(getSingleSignOn({ signal })),
  })
export const setSingleSignOn = (body: SingleSignOnTerms) => unwrap(putSingleSignOn({ body }))
export const testProvider = () => unwrap(testSingleSignOn())
