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
    // The sandbox makes its data after the first start; its progress is shown. One elsewhere is
    // asked by the server every few seconds at most.
    refetchInterval: ({ state: { data } }) => {
      if (!data?.sandbox.enabled) return false
      const { elsewhere, ready } = data.sandbox
      if (elsewhere) return ready ? 30_000 : 5_000
      return ready ? false : 1_000
    },
  })
