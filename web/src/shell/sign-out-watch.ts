import { useSyncExternalStore } from 'react'

/** Asks whoever signs out whether their drafts may go. Where nobody listens, they stay. */
class SignOutWatch {
  private pending: { drafts: number; settle: (leave: boolean) => void } | undefined
  private readonly listeners = new Set<() => void>()

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** How many drafts are asked about; 0 while nobody is asked. */
  read = (): number => this.pending?.drafts ?? 0

  ask(drafts: number): Promise<boolean> {
    if (this.listeners.size === 0) return Promise.resolve(false)
    this.settle(false)
    return new Promise((settle) => {
      this.pending = { drafts, settle }
      this.notify()
    })
  }

  settle(leave: boolean) {
    const pending = this.pending
    this.pending = undefined
    this.notify()
    pending?.settle(leave)
  }

  private notify() {
    for (const notify of this.listeners) notify()
  }
}

export const signOutWatch = new SignOutWatch()

export const useDraftsAsked = () => useSyncExternalStore(signOutWatch.subscribe, signOutWatch.read)
