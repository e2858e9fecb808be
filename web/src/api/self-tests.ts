import { queryOptions } from '@tanstack/react-query'
import { beginSelfTest, listSelfTests } from './generated/sdk.gen'
import type { SelfTest, SelfTestCheck } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { SelfTest, SelfTestCheck }

export const selfTestKeys = { all: ['self-tests'] as const }

/** The newest self-tests; while one runs, as it comes on. */
export const selfTestsQuery = () =>
  queryOptions({
    queryKey: selfTestKeys.all,
    queryFn: async ({ signal }) =>
      (await unwrap(listSelfTests({ query: { limit: 10 }, signal }))).items,
    refetchInterval: ({ state }) =>
      state.data?.some(({ progress }) => progress === 'running') ? 400 : false,
  })

/** Begins a self-test; a query is tried on the instance, where one is named. */
export const startSelfTest = (instanceId: string | undefined, key: string) =>
  unwrap(beginSelfTest({ body: { instanceId }, headers: { 'Idempotency-Key': key } }))
