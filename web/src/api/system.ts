import { queryOptions } from '@tanstack/react-query'
import { getSystem } from './generated/sdk.gen'
import type { System } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { System }

export const systemKeys = { all: ['system'] as const }

export const systemQuery = () =>
  queryOptions({
    queryKey: systemKeys.all,
    queryFn: ({ signal }) => unwrap(getSystem({ signal })),
    // The sandbox makes its data after the first start; its progress is shown.
    refetchInterval: ({ state }) =>
      state.data?.sandbox.enabled && !state.data.sandbox.ready ? 1_000 : false,
  })
