import { queryOptions } from '@tanstack/react-query'
import { createToken, deleteToken, listTokens } from './generated/sdk.gen'
import type { Token } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Token }

export const tokenKeys = { all: ['tokens'] as const }

export const tokensQuery = () =>
  queryOptions({
    queryKey: tokenKeys.all,
    queryFn: async ({ signal }) => (await unwrap(listTokens({ signal }))).items,
  })

export const issueToken = (name: string, idempotencyKey: string) =>
  unwrap(createToken({ body: { name }, headers: { 'Idempotency-Key': idempotencyKey } }))
export const revokeToken = (id: string) => unwrap(deleteToken({ path: { id } }))
