import { queryOptions } from '@tanstack/react-query'
import {
  listClients,
  listDataSources,
  listInstances,
  pauseInstance,
  resumeInstance,
  updateClient,
  updateInstance,
} from './generated/sdk.gen'
import type {
  Client,
  ClientRef,
  DataSource,
  DataSourceColumn,
  Instance,
} from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Client, ClientRef, DataSource, DataSourceColumn, Instance }

export const clientKeys = { all: ['clients'] as const }

export const instanceKeys = {
  all: ['instances'] as const,
  list: ['instances', 'list'] as const,
  dataSources: (id: string) => ['instances', 'data-sources', id] as const,
}

export const clientsQuery = () =>
  queryOptions({
    queryKey: clientKeys.all,
    queryFn: async ({ signal }) => (await unwrap(listClients({ signal }))).items,
  })

export const instancesQuery = () =>
  queryOptions({
    queryKey: instanceKeys.list,
    queryFn: async ({ signal }) => (await unwrap(listInstances({ signal }))).items,
  })

/** Those that something can run on: of clients that nobody off-boards. */
export const servedInstancesQuery = () =>
  queryOptions({
    ...instancesQuery(),
    select: (instances) => instances.filter(({ offBoardedAt }) => !offBoardedAt),
  })

export const dataSourcesQuery = (instanceId: string) =>
  queryOptions({
    queryKey: instanceKeys.dataSources(instanceId),
    queryFn: ({ signal }) => unwrap(listDataSources({ path: { id: instanceId }, signal })),
    // The catalogue of an instance changes when a paid source is bought: rarely.
    staleTime: 10 * 60_000,
  })

/** Renames or recolours a client, on the version that was read. */
export const changeClient = (
  client: Pick<Client, 'id' | 'version'>,
  body: { name?: string; color?: string },
) =>
  unwrap(
    updateClient({ path: { id: client.id }, body, headers: { 'If-Match': `"${client.version}"` } }),
  )

export const changeInstance = (
  instance: Pick<Instance, 'id' | 'version'>,
  body: { name?: string },
) =>
  unwrap(
    updateInstance({
      path: { id: instance.id },
      body,
      headers: { 'If-Match': `"${instance.version}"` },
    }),
  )

/** Begins no new executions on an instance, or begins them again. */
export const setPaused = (id: string, paused: boolean) =>
  unwrap(paused ? pauseInstance({ path: { id } }) : resumeInstance({ path: { id } }))
