import { queryOptions } from '@tanstack/react-query'
import {
  addMyIdentity,
  dropIdentity,
  getAmazonSignIn,
  getSignInWays,
  getSingleSignOn,
  listIdentities,
  listMyIdentities,
  depart as postDeparture,
  setAmazonSignIn as putAmazonSignIn,
  setSingleSignOn as putSingleSignOn,
  removeMyIdentity,
  testAmazonSignIn,
  testSingleSignOn,
} from './generated/sdk.gen'
import type {
  AmazonSignIn,
  DepartInputBody,
  IdentityEntry,
  SetAmazonSignInInputBody,
  SetSingleSignOnInputBody,
  SignInWays,
  SingleSignOn,
  SingleSignOnReport,
} from './generated/types.gen'
import { meKeys } from './me'
import { peopleKeys } from './people'
import { unwrap } from './unwrap'

export type { AmazonSignIn, IdentityEntry, SignInWays, SingleSignOn, SingleSignOnReport }
export type Provider = IdentityEntry['provider']
export type SingleSignOnTerms = Omit<SetSingleSignOnInputBody, '$schema'>
export type AmazonSignInTerms = Omit<SetAmazonSignInInputBody, '$schema'>

/** What providers are called where the organisation gives them no name. */
export const providerNames: Record<Provider, string> = {
  single_sign_on: 'Single sign-on',
  amazon: 'Amazon',
}

/** The providers that one can sign in with here, each by the name on its button. */
export function offeredProviders(ways: SignInWays | undefined) {
  const offered: { provider: Provider; name: string }[] = []
  if (ways?.singleSignOn) offered.push({ provider: 'single_sign_on', name: ways.singleSignOn })
  if (ways?.amazon) offered.push({ provider: 'amazon', name: ways.amazon })
  return offered
}

export const signInKeys = {
  ways: ['sign-in-ways'] as const,
  singleSignOn: [...peopleKeys.all, 'single-sign-on'] as const,
  amazon: [...peopleKeys.all, 'amazon-sign-in'] as const,
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

export const amazonSignInQuery = () =>
  queryOptions({
    queryKey: signInKeys.amazon,
    queryFn: ({ signal }) => unwrap(getAmazonSignIn({ signal })),
  })
export const setAmazonSignIn = (body: AmazonSignInTerms) => unwrap(putAmazonSignIn({ body }))
export const testAmazon = () => unwrap(testAmazonSignIn())
