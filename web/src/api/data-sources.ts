import { queryOptions } from '@tanstack/react-query'
import { listAllDataSources } from './generated/sdk.gen'
import type { AllDataSources, DataSourceColumn, SharedDataSource } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { AllDataSources, DataSourceColumn, SharedDataSource }

export const dataSourceKeys = { all: ['data-sources'] as const }

/** The tables of every instance, each with the instances that have it. */
export const allDataSourcesQuery = () =>
  queryOptions({
    queryKey: dataSourceKeys.all,
    queryFn: ({ signal }) => unwrap(listAllDataSources({ signal })),
    // What an instance has changes when a paid source is bought: rarely.
    staleTime: 10 * 60_000,
  })
