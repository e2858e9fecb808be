import { queryOptions } from '@tanstack/react-query'
import {
  createConnection,
  deleteConnection,
  discoverConnection,
  listConnections,
  reconnectConnection,
} from './generated/sdk.gen'
import type { Account, Connection, Discovery } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Account, Connection, Discovery }
export type Region = Connection['region']

export const connectionKeys = { all: ['connections'] as const }

export const connectionsQuery = () =>
  queryOptions({
    queryKey: connectionKeys.all,
    queryFn: async ({ signal }) => (await unwrap(listConnections({ signal }))).items,
  })

/** Begins a consent; the answer names Amazon's page to go to. */
export const connect = (region: Region, idempotencyKey: string) =>
  unwrap(createConnection({ body: { region }, headers: { 'Idempotency-Key': idempotencyKey } }))
export const reconnect = (id: string) => unwrap(reconnectConnection({ path: { id } }))
export const discover = (id: string) => unwrap(discoverConnection({ path: { id } }))
export const disconnect = (id: string) => unwrap(deleteConnection({ path: { id } }))
