import { useSyncExternalStore } from 'react'

/** One ticking clock per interval for the whole page, and none while nobody looks. */
class Ticker {
  private readonly listeners = new Set<() => void>()
  private timer: ReturnType<typeof setInterval> | undefined
  private now = Date.now()

  constructor(private readonly interval: number) {}

  subscribe = (listener: () => void) => {
    if (this.listeners.size === 0) {
      this.now = Date.now()
      this.timer = setInterval(() => {
        this.now = Date.now()
        for (const notify of this.listeners) notify()
      }, this.interval)
    }
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size === 0) clearInterval(this.timer)
    }
  }

  read = () => this.now
}

const seconds = new Ticker(1_000)
const halfMinutes = new Ticker(30_000)

/** The current time in milliseconds, ticking each second or, at rest, each half minute. */
export function useNow(pace: 'second' | 'slow' = 'slow'): number {
  const ticker = pace === 'second' ? seconds : halfMinutes
  return useSyncExternalStore(ticker.subscribe, ticker.read)
}
