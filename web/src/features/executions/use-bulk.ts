import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { cancel, executionKeys, rerun } from '@/api/executions'
import { idempotencyKey } from '@/lib/idempotency-key'
import { forEachOf, type Outcome } from './model/bulk'

type Work = { verb: string; total: number; outcomes: ReadonlyMap<string, Outcome>; busy: boolean }

/** Cancelling or repeating many, with what became of each. */
export function useBulk() {
  const client = useQueryClient()
  const [work, setWork] = useState<Work | null>(null)
  // One that was refused may be asked again, and is still one wish.
  const keys = useRef(new Map<string, string>())

  async function all(verb: string, ids: readonly string[], act: (id: string) => Promise<string>) {
    const outcomes = new Map<string, Outcome>()
    const show = (busy: boolean) =>
      setWork({ verb, total: ids.length, outcomes: new Map(outcomes), busy })
    show(true)
    await forEachOf(ids, act, (id, outcome) => {
      outcomes.set(id, outcome)
      show(true)
    })
    show(false)
    void client.invalidateQueries({ queryKey: executionKeys.recents })
  }

  return {
    work,
    forget: () => setWork(null),
    cancelAll: (ids: readonly string[]) =>
      all('Cancelling', ids, async (id) => {
        const asked = await cancel(id)
        return asked.state === 'cancelled' ? 'cancelled' : 'asked to stop'
      }),
    rerunAll: (ids: readonly string[]) =>
      all('Running again', ids, async (id) => {
        const key = keys.current.get(id) ?? idempotencyKey()
        keys.current.set(id, key)
        await rerun(id, key)
        keys.current.delete(id)
        return 'queued once more'
      }),
  }
}
