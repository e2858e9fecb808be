import { afterEach, expect, it, vi } from 'vitest'
import { proofWatch } from '@/lib/proof-watch'
import { fetchProven } from './proof'

const details = {
  kind: 'token_making',
  about: 'make an API token',
  ways: ['password'],
  minutes: 15,
}
const refusal = () =>
  Response.json({ code: 'session.reauthenticate', status: 403, details }, { status: 403 })

/** Answers requests in order, and keeps what was sent. */
function server(...answers: Response[]) {
  const sent: string[] = []
  vi.stubGlobal(
    'fetch',
    vi.fn(async (input: Request) => {
      sent.push(`${input.headers.get('Idempotency-Key')} ${await input.text()}`)
      return answers.shift()
    }),
  )
  return sent
}

const post = () =>
  new Request('http://recomamp.test/api/v1/tokens', {
    method: 'POST',
    body: '{"name":"laptop"}',
    headers: { 'Idempotency-Key': 'one' },
  })

afterEach(() => vi.unstubAllGlobals())

it('sends the very same request again once it was proven', async () => {
  const sent = server(refusal(), Response.json({ id: 't' }, { status: 201 }))
  const stop = proofWatch.subscribe(() => undefined)
  const answer = fetchProven(post())
  await vi.waitFor(() => expect(proofWatch.read()?.about).toBe('make an API token'))
  proofWatch.settle(true)
  expect((await answer).status).toBe(201)
  expect(sent).toEqual(['one {"name":"laptop"}', 'one {"name":"laptop"}'])
  stop()
})

it('leaves the refusal to whoever would not prove it', async () => {
  const sent = server(refusal())
  const stop = proofWatch.subscribe(() => undefined)
  const answer = fetchProven(post())
  await vi.waitFor(() => expect(proofWatch.read()).toBeDefined())
  proofWatch.settle(false)
  expect((await (await answer).json()).code).toBe('session.reauthenticate')
  expect(sent).toHaveLength(1)
  stop()
})

it('asks once for all that wait, and nobody where nobody listens', async () => {
  server(refusal(), refusal(), Response.json({}), Response.json({}))
  const stop = proofWatch.subscribe(() => undefined)
  const answers = [fetchProven(post()), fetchProven(post())]
  await vi.waitFor(() => expect(proofWatch.read()).toBeDefined())
  await new Promise((resolve) => setTimeout(resolve))
  proofWatch.settle(true)
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200])
  stop()
  server(refusal())
  expect((await fetchProven(post())).status).toBe(403)
})

it('passes on what other refusals say', async () => {
  server(Response.json({ code: 'access.forbidden' }, { status: 403 }))
  const stop = proofWatch.subscribe(() => undefined)
  expect((await (await fetchProven(post())).json()).code).toBe('access.forbidden')
  expect(proofWatch.read()).toBeUndefined()
  stop()
})
