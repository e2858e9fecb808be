import { queryOptions } from '@tanstack/react-query'
import {
  declareDataSet as declareDataSetCall,
  listDataSets,
  readDataSets,
  removeDataSet as removeDataSetCall,
} from './generated/sdk.gen'
import type { DataSet, DataSetColumn, DataSetDeclaration } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { DataSet, DataSetColumn, DataSetDeclaration }

export const dataSetKeys = {
  of: (instanceId: string) => ['data-sets', 'of', instanceId] as const,
  read: (text: string) => ['data-sets', 'read', text] as const,
}

/** The uploaded data sets that are declared for an instance. */
export const dataSetsQuery = (instanceId: string) =>
  queryOptions({
    queryKey: dataSetKeys.of(instanceId),
    queryFn: async ({ signal }) =>
      (await unwrap(listDataSets({ path: { id: instanceId }, signal }))).items,
  })

/** What a text of declarations means, as the server reads it. */
export const readDataSetsQuery = (text: string) =>
  queryOptions({
    queryKey: dataSetKeys.read(text),
    queryFn: async ({ signal }) => (await unwrap(readDataSets({ body: { text }, signal }))).items,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
    retry: false,
  })

const onVersion = (version: number) => ({ 'If-Match': `"${version}"` })

/** `version` is the one the edit was made on, 0 for a new data set. */
export const declareDataSet = (instanceId: string, version: number, body: DataSetDeclaration) =>
  unwrap(
    declareDataSetCall({
      path: { id: instanceId, name: body.name },
      headers: onVersion(version),
      body,
    }),
  )

export const removeDataSet = (instanceId: string, set: DataSet) =>
  unwrap(
    removeDataSetCall({
      path: { id: instanceId, name: set.name },
      headers: onVersion(set.version),
    }),
  )
