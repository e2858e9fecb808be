import { proofAsked, proofWatch } from '@/lib/proof-watch'
import { client } from './generated/client.gen'
import { departToProve as postDepartureToProve, proveSession } from './generated/sdk.gen'
import type { ProveInputBody } from './generated/types.gen'
import { unwrap } from './unwrap'

export const prove = (body: Omit<ProveInputBody, '$schema'>) => unwrap(proveSession({ body }))

/** Begins to prove it at the provider; the answer is the address there. */
export const departToProve = async () =>
  (await unwrap(postDepartureToProve({ body: { provider: 'single_sign_on' } }))).url

/**
 * Fetches, and where the server wants proof that it is still the same person,
 * asks for it and sends the very same request once more. Whoever waits for the
 * answer notices nothing but that it took longer.
 */
export async function fetchProven(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  // A body can be sent once only.
  const again = input instanceof Request && input.method !== 'GET' ? input.clone() : input
  const answer = await fetch(input, init)
  const asked = await askedIn(answer)
  if (!asked || !(await proofWatch.ask(asked))) return answer
  return fetch(again, init)
}

async function askedIn(answer: Response) {
  if (answer.status !== 403) return undefined
  const problem: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined)
  if (typeof problem !== 'object' || problem === null || !('code' in problem)) return undefined
  if (problem.code !== 'session.reauthenticate' || !('details' in problem)) return undefined
  return proofAsked.safeParse(problem.details).data
}

/** Has every call of the generated client go through fetchProven. */
export function askForProofWhenNeeded() {
  client.setConfig({ fetch: fetchProven })
}
