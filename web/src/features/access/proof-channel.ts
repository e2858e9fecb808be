import { z } from '@/lib/zod'

/** What came of proving at the provider; without a problem it is proven. */
const outcome = z.object({ problem: z.string().optional() })

export type ProofOutcome = z.infer<typeof outcome>

// The headers of our pages cut what ties a pop-up to the window that opened it, so
// they speak over a channel, which only pages of this program hear.
const name = 'recomamp-proof'

/** Tells the window that waits. */
export function tellProof(told: ProofOutcome) {
  const channel = new BroadcastChannel(name)
  channel.postMessage(told)
  channel.close()
}

/** Hears what pop-ups tell, until the answer is called. */
export function hearProof(onTold: (told: ProofOutcome) => void) {
  const channel = new BroadcastChannel(name)
  channel.onmessage = (event) => {
    const { data, success } = outcome.safeParse(event.data)
    if (success) onTold(data)
  }
  return () => channel.close()
}
