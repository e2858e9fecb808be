import { queryOptions } from '@tanstack/react-query'
import { createToken, deleteToken, listTokens } from './generated/sdk.gen'
import type { CreateTokenInputBody, Token } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Token }

export type NewToken = Pick<CreateTokenInputBody, 'name' | 'scope' | 'expiresAt'>

export const tokenKeys = { all: ['tokens'] as const }

export const tokensQuery = () =>
  queryOptions({
    queryKey: tokenKeys.all,
    queryFn: async ({ signal }) => (await unwrap(listTokens({ signal }))).items,
  })

export const issueToken = (token: NewToken, idempotencyKey: string) =>
  unwrap(createToken({ body: token, headers: { 'Idempotency-Key': idempotencyKey } }))
export const revokeToken = (id: string) => unwrap(deleteToken({ path: { id } }))
