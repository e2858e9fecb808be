import type { EncryptionKeys } from '@/api/keys'

/** Where a rotation stands. */
export type KeyRotation =
  | { state: 'none' }
  | { state: 'sealing'; done: number; all: number; percent: number }
  | { state: 'settling'; until: string }
  | { state: 'sealed' }

/** What the keys and their values say about a rotation. */
export function rotationOf(
  { keys, left, retirableAt }: Pick<EncryptionKeys, 'keys' | 'left' | 'retirableAt'>,
  now: number,
): KeyRotation {
  if (keys.length < 2) return { state: 'none' }
  if (left === 0) {
    return retirableAt && Date.parse(retirableAt) > now
      ? { state: 'settling', until: retirableAt }
      : { state: 'sealed' }
  }
  const all = keys.reduce((sum, { values }) => sum + values, 0)
  const done = all - left
  return { state: 'sealing', done, all, percent: Math.floor((100 * done) / all) }
}
