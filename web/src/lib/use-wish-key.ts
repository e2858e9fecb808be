import { useRef } from 'react'
import { idempotencyKey } from './idempotency-key'

/** A key for a wish that is asked again until it was answered. */
export function useWishKey() {
  const key = useRef(idempotencyKey())
  return { current: () => key.current, renew: () => (key.current = idempotencyKey()) }
}
