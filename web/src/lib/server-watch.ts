import { useSyncExternalStore } from 'react'

/**
 * Whether the server answers. When it stops, this asks `/readyz` with growing
 * pauses until it is back, then tells those who wait, once.
 */
export type ServerState = 'here' | 'lost'

type Options = {
  probe: () => Promise<boolean>
  pause: (attempt: number) => Promise<void>
}

export class ServerWatch {
  private state: ServerState = 'here'
  private readonly listeners = new Set<() => void>()
  private readonly returns = new Set<() => void>()

  constructor(private readonly options: Options) {}

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  read = (): ServerState => this.state

  /** Calls back each time the server has come back. */
  onReturn(callback: () => void) {
    this.returns.add(callback)
    return () => this.returns.delete(callback)
  }

  /** Reports that an answer failed to come; settles once the server is back. */
  async lost() {
    if (this.state === 'lost') return
    this.set('lost')
    for (let attempt = 0; ; attempt++) {
      await this.options.pause(attempt)
      if (await this.options.probe()) break
    }
    this.set('here')
    for (const callback of this.returns) callback()
  }

  /** Something broke off, which may mean nothing: asks once whether the server is there. */
  async suspect() {
    if (this.state === 'lost' || (await this.options.probe())) return
    await this.lost()
  }

  private set(state: ServerState) {
    this.state = state
    for (const notify of this.listeners) notify()
  }
}

export const serverWatch = new ServerWatch({
  probe: async () => {
    try {
      return (await fetch('/readyz', { cache: 'no-store' })).ok
    } catch {
      return false
    }
  },
  pause: (attempt) =>
    new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 500 * 1.5 ** attempt))),
})

export function useServerState(): ServerState {
  return useSyncExternalStore(serverWatch.subscribe, serverWatch.read)
}
