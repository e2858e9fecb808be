import { queryOptions } from '@tanstack/react-query'
import { connectionKeys } from './connections'
import { cancelDiscovery, getDiscovery, listDiscoveries } from './generated/sdk.gen'
import type {
  Discovery,
  DiscoveryChange,
  DiscoveryDetail,
  DiscoveryFact,
} from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Discovery, DiscoveryChange, DiscoveryDetail, DiscoveryFact }

/** Below those of connections, whose events tell of discoveries too. */
export const discoveryKeys = {
  list: [...connectionKeys.all, 'discoveries'] as const,
  detail: (id: string) => [...connectionKeys.all, 'discoveries', id] as const,
}

export const isOpen = (discovery: Discovery) =>
  discovery.state === 'looking' || discovery.state === 'stopping'

/** The newest looks for accounts and instances; while one is on, as it comes on. */
export const discoveriesQuery = () =>
  queryOptions({
    queryKey: discoveryKeys.list,
    queryFn: async ({ signal }) =>
      (await unwrap(listDiscoveries({ query: { limit: 20 }, signal }))).items,
    refetchInterval: ({ state }) => (state.data?.some(isOpen) ? 2_000 : false),
  })

export const discoveryQuery = (id: string) =>
  queryOptions({
    queryKey: discoveryKeys.detail(id),
    queryFn: ({ signal }) => unwrap(getDiscovery({ path: { id }, signal })),
  })

/** Has a look end before it changes anything. */
export const stopDiscovery = (id: string) => unwrap(cancelDiscovery({ path: { id } }))
