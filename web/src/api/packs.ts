import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  createBrand,
  createPack,
  fillPack,
  getPack,
  listBrands,
  listPacks,
  listPackValues,
  previewPack,
  updateBrand,
  updatePack,
} from './generated/sdk.gen'
import type { Brand, Pack, PackChange, PackText } from './generated/types.gen'
import { everyPage } from './pages'
import { unwrap } from './unwrap'

export type { Brand, Pack, PackChange, PackText }

export type NewPack = { name: string; kind: Pack['kind']; type?: Pack['type'] }

export const brandKeys = {
  all: ['brands'] as const,
  of: (clientId: string) => ['brands', clientId] as const,
}

export const packKeys = {
  all: ['packs'] as const,
  lists: ['packs', 'list'] as const,
  ofClient: (clientId: string) => ['packs', 'list', 'client', clientId] as const,
  ofInstance: (instanceId: string) => ['packs', 'list', 'instance', instanceId] as const,
  detail: (id: string) => ['packs', 'detail', id] as const,
  allValues: (id: string) => ['packs', 'values', id] as const,
  values: (id: string, search: string) => ['packs', 'values', id, search] as const,
}

/** The brands of a client, also those that are archived. */
export const brandsQuery = (clientId: string) =>
  queryOptions({
    queryKey: brandKeys.of(clientId),
    queryFn: async ({ signal }) =>
      (await unwrap(listBrands({ path: { id: clientId }, query: { archived: true }, signal })))
        .items,
  })

/** The packs of a client, also those that are archived. */
export const clientPacksQuery = (clientId: string) =>
  queryOptions({
    queryKey: packKeys.ofClient(clientId),
    queryFn: ({ signal }) =>
      everyPage((cursor) =>
        unwrap(listPacks({ query: { clientId, archived: true, limit: 200, cursor }, signal })),
      ),
  })

/** The packs that can fill parameters on an instance: those of its client. */
export const instancePacksQuery = (instanceId: string) =>
  queryOptions({
    queryKey: packKeys.ofInstance(instanceId),
    queryFn: ({ signal }) =>
      everyPage((cursor) =>
        unwrap(listPacks({ query: { instanceId, limit: 200, cursor }, signal })),
      ),
  })

export const packQuery = (id: string) =>
  queryOptions({
    queryKey: packKeys.detail(id),
    queryFn: ({ signal }) => unwrap(getPack({ path: { id }, signal })),
  })

export const packValuesQuery = (id: string, search: string) =>
  infiniteQueryOptions({
    queryKey: packKeys.values(id, search),
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        listPackValues({
          path: { id },
          query: { search: search || undefined, cursor: pageParam, limit: 200 },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor || undefined,
  })

/** Every value of a pack, in order. */
export const readEveryValue = async (id: string): Promise<string[]> =>
  (
    await everyPage((cursor) =>
      unwrap(listPackValues({ path: { id }, query: { cursor, limit: 10_000 } })),
    )
  ).map(({ value }) => value)

export const addBrand = (clientId: string, name: string, key: string) =>
  unwrap(
    createBrand({ path: { id: clientId }, body: { name }, headers: { 'Idempotency-Key': key } }),
  )

export const addPack = (brandId: string, body: NewPack, key: string) =>
  unwrap(createPack({ path: { id: brandId }, body, headers: { 'Idempotency-Key': key } }))

type Patch = { name?: string; archived?: boolean }
type Versioned = { id: string; version: number }

const onVersion = (version: number) => ({ 'If-Match': `"${version}"` })

/** Renames, archives or brings back, on the version that was read. */
export const changeBrand = (brand: Versioned, body: Patch) =>
  unwrap(updateBrand({ path: { id: brand.id }, body, headers: onVersion(brand.version) }))

export const changePack = (pack: Versioned, body: Patch) =>
  unwrap(updatePack({ path: { id: pack.id }, body, headers: onVersion(pack.version) }))

/** What a text would make of a pack. */
export const previewText = (id: string, body: PackText, signal?: AbortSignal) =>
  unwrap(previewPack({ path: { id }, body, signal }))

/** Changes the values of a pack by a text, on the version that was read. */
export const fillByText = (pack: Versioned, body: PackText, skipRefused: boolean) =>
  unwrap(
    fillPack({
      path: { id: pack.id },
      body: { ...body, skipRefused },
      headers: onVersion(pack.version),
    }),
  )
