import { queryOptions } from '@tanstack/react-query'
import { isStatus } from './api-error'
import {
  createOwner,
  signOut as endSession,
  getSession,
  getSetup,
  signIn as postSession,
} from './generated/sdk.gen'
import type { CreateOwnerInputBody, Person, SignInInputBody } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Person }

export const sessionKeys = {
  all: ['session'] as const,
  setup: ['setup'] as const,
}

/** Who is signed in, or null. */
export const sessionQuery = () =>
  queryOptions({
    queryKey: sessionKeys.all,
    queryFn: async ({ signal }): Promise<Person | null> => {
      try {
        return (await unwrap(getSession({ signal }))).person
      } catch (error) {
        if (isStatus(error, 401)) return null
        throw error
      }
    },
    staleTime: 60_000,
  })

export const setupQuery = () =>
  queryOptions({
    queryKey: sessionKeys.setup,
    queryFn: ({ signal }) => unwrap(getSetup({ signal })),
  })

export const signIn = (body: SignInInputBody) => unwrap(postSession({ body }))
export const signOut = () => unwrap(endSession())
export const setUp = (body: CreateOwnerInputBody) => unwrap(createOwner({ body }))
