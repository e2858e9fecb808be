import { randomId } from './random-id'

/** A key for one wish of a person: a retry of the same wish carries the same key. */
export function idempotencyKey(): string {
  return randomId(32)
}
