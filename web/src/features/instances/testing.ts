import type { Instance } from '@/api/instances'

/** An instance in good health. */
export function instance(change: Partial<Instance> = {}): Instance {
  return {
    id: 'ins_1',
    name: 'Northwind EU',
    amazonId: 'amcexample1',
    amazonName: 'Northwind EU',
    amazonAccountId: 'ENTITYEXAMPLE1',
    accountName: 'Agency EU',
    marketplaceId: 'A1PA6795UKMFR9',
    client: { id: 'cli_1', name: 'Northwind', color: '#2f6fde' },
    connectionId: 'con_1',
    creationStatus: 'COMPLETED',
    health: 'healthy',
    region: 'EU',
    role: 'administrator',
    type: 'STANDARD',
    seenAt: '2026-03-10T12:00:00Z',
    version: 1,
    ...change,
  }
}
