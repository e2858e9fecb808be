import { queryOptions } from '@tanstack/react-query'
import { answerWithPasskey, makePasskey } from '@/lib/passkey'
import {
  addMyPasskey,
  askMyPasskey,
  askPasskey,
  askProof,
  enterByPasskey,
  listMyPasskeys,
  proveSession,
  removeMyPasskey,
  renameMyPasskey,
} from './generated/sdk.gen'
import type { Passkey } from './generated/types.gen'
import { meKeys } from './me'
import { unwrap } from './unwrap'

export type { Passkey }

export const passkeyKeys = { mine: [...meKeys.all, 'passkeys'] as const }

export const myPasskeysQuery = () =>
  queryOptions({
    queryKey: passkeyKeys.mine,
    queryFn: async ({ signal }) => (await unwrap(listMyPasskeys({ signal }))).items,
  })

/** Signs in with a passkey; with a step it is the second factor. */
export async function signInWithPasskey(step?: string) {
  const { options } = await unwrap(askPasskey({ body: { step } }))
  return unwrap(enterByPasskey({ body: { step, answer: await answerWithPasskey(options) } }))
}

/** Has a device make a passkey, and adds it to one's account. */
export async function addPasskey(name: string) {
  const { options } = await unwrap(askMyPasskey())
  return unwrap(addMyPasskey({ body: { name, answer: await makePasskey(options) } }))
}

/** Proves by a passkey that it is still the same person. */
export async function proveByPasskey() {
  const { options } = await unwrap(askProof())
  return unwrap(proveSession({ body: { passkey: await answerWithPasskey(options) } }))
}

export const renamePasskey = (id: string, name: string) =>
  unwrap(renameMyPasskey({ path: { id }, body: { name } }))
export const removePasskey = (id: string) => unwrap(removeMyPasskey({ path: { id } }))
