import { queryOptions } from '@tanstack/react-query'
import {
  changeMyPassword,
  endMyOtherSessions,
  endMySession,
  getMe,
  listMySessions,
} from './generated/sdk.gen'
import type {
  ChangePasswordInputBody,
  Me,
  MyClient,
  MyInstance,
  Rights,
  SessionEntry,
} from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Me, MyClient, MyInstance, Rights, SessionEntry }

export const meKeys = {
  all: ['me'] as const,
  rights: ['me', 'rights'] as const,
  sessions: ['me', 'sessions'] as const,
}

/** Who is signed in and what they may do; screens show and hide by it. */
export const meQuery = () =>
  queryOptions({
    queryKey: meKeys.rights,
    queryFn: ({ signal }) => unwrap(getMe({ signal })),
  })

export const mySessionsQuery = () =>
  queryOptions({
    queryKey: meKeys.sessions,
    queryFn: async ({ signal }) => (await unwrap(listMySessions({ signal }))).items,
  })

export const endOwnSession = (id: string) => unwrap(endMySession({ path: { id } }))
export const endOtherSessions = () => unwrap(endMyOtherSessions())

export const changePassword = (body: Omit<ChangePasswordInputBody, '$schema'>) =>
  unwrap(changeMyPassword({ body }))
