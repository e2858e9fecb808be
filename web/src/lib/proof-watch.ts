import { useSyncExternalStore } from 'react'
import { z } from '@/lib/zod'

/** What a sensitive act asks of whoever does it, as the server tells it. */
export const proofAsked = z.object({
  /** Completes "You are about to …". */
  about: z.string(),
  /** How this person can prove who they are; none where they have to sign in again. */
  ways: z.array(z.enum(['password', 'code', 'passkey', 'single_sign_on'])),
  /** How long a proof counts. */
  minutes: z.number(),
})

export type ProofAsked = z.infer<typeof proofAsked>

/**
 * Asks, once for all acts that wait, for proof that it is still the same person.
 * Where nobody listens nobody can answer, and the acts stay refused.
 */
export class ProofWatch {
  private pending: { asked: ProofAsked; settle: (proven: boolean) => void } | undefined
  private answer: Promise<boolean> | undefined
  private readonly listeners = new Set<() => void>()

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  read = (): ProofAsked | undefined => this.pending?.asked

  /** Settles once it was proven, or with false when whoever was asked would not. */
  ask(asked: ProofAsked): Promise<boolean> {
    if (this.answer) return this.answer
    if (this.listeners.size === 0) return Promise.resolve(false)
    this.answer = new Promise((settle) => {
      this.pending = { asked, settle }
    })
    this.notify()
    return this.answer
  }

  settle(proven: boolean) {
    const pending = this.pending
    this.pending = undefined
    this.answer = undefined
    this.notify()
    pending?.settle(proven)
  }

  private notify() {
    for (const notify of this.listeners) notify()
  }
}

export const proofWatch = new ProofWatch()

export function useProofAsked(): ProofAsked | undefined {
  return useSyncExternalStore(proofWatch.subscribe, proofWatch.read)
}
