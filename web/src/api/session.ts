import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { isStatus } from './api-error'
import {
  createOwner,
  signOut as endSession,
  getSession,
  getSetup,
  giveCode as postCode,
  signIn as postSession,
} from './generated/sdk.gen'
import type {
  CreateOwnerInputBody,
  GiveCodeInputBody,
  Person,
  Session,
  SignedIn,
  SignInInputBody,
} from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Person, Session, SignedIn }

export const sessionKeys = {
  all: ['session'] as const,
  setup: ['setup'] as const,
}

/** Who is signed in, or null. */
export const sessionQuery = () =>
  queryOptions({
    queryKey: sessionKeys.all,
    queryFn: async ({ signal }): Promise<Session | null> => {
      try {
        return await unwrap(getSession({ signal }))
      } catch (error) {
        if (isStatus(error, 401)) return null
        throw error
      }
    },
    staleTime: 60_000,
  })

/** Begins anew with whoever has signed in: nothing of who was here before is kept. */
export function beginSession(client: QueryClient, session: Session) {
  client.clear()
  client.setQueryData(sessionKeys.all, session)
}

export const setupQuery = () =>
  queryOptions({
    queryKey: sessionKeys.setup,
    queryFn: ({ signal }) => unwrap(getSetup({ signal })),
  })

export const signIn = (body: SignInInputBody) => unwrap(postSession({ body }))
export const giveCode = (body: Omit<GiveCodeInputBody, '$schema'>) => unwrap(postCode({ body }))
export const signOut = () => unwrap(endSession())
export const setUp = (body: CreateOwnerInputBody) => unwrap(createOwner({ body }))
