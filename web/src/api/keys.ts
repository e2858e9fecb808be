import { queryOptions } from '@tanstack/react-query'
import { getEncryptionKeys, retireEncryptionKeys, rotateEncryptionKeys } from './generated/sdk.gen'
import type { EncryptionKeys } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { EncryptionKeys }

export const keyKeys = { all: ['encryption-keys'] as const }

export const encryptionKeysQuery = () =>
  queryOptions({
    queryKey: keyKeys.all,
    queryFn: ({ signal }) => unwrap(getEncryptionKeys({ signal })),
  })

export const rotateKeys = (idempotencyKey: string) =>
  unwrap(rotateEncryptionKeys({ headers: { 'Idempotency-Key': idempotencyKey } }))
export const retireKeys = (idempotencyKey: string) =>
  unwrap(retireEncryptionKeys({ headers: { 'Idempotency-Key': idempotencyKey } }))
