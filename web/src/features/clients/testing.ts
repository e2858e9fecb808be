import type { Pack, PackChange } from '@/api/packs'

/** A pack of three ASINs. */
export function pack(change: Partial<Pack> = {}): Pack {
  return {
    id: 'pac_1',
    client: { id: 'cli_1', name: 'Northwind', color: '#2f6fde' },
    brand: { id: 'bra_1', name: 'Everglow' },
    name: 'Hero products',
    kind: 'asin',
    type: 'string',
    size: 3,
    version: 2,
    hidden: false,
    updatedAt: '2026-03-10T12:00:00Z',
    updatedBy: { id: 'per_ada', name: 'Ada Berg' },
    ...change,
  }
}

/** What one more ASIN makes of it. */
export function change(more: Partial<PackChange> = {}): PackChange {
  return {
    pack: pack(),
    format: 'list',
    columns: [],
    column: 0,
    header: false,
    read: 1,
    added: 1,
    removed: 0,
    unchanged: 3,
    present: 0,
    duplicates: 0,
    absent: 0,
    refused: 0,
    size: 4,
    addedFirst: ['B0AAAAAAA4'],
    presentFirst: [],
    duplicatesFirst: [],
    removedFirst: [],
    refusals: [],
    ...more,
  }
}
