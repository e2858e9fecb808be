import type { Discovery } from '@/api/discoveries'
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
    foundAt: '2026-01-10T12:00:00Z',
    seenAt: '2026-03-10T12:00:00Z',
    version: 1,
    ...change,
  }
}

/** A look that changed nothing. */
export function discovery(change: Partial<Discovery> = {}): Discovery {
  return {
    id: 'dis_1',
    connectionId: 'con_1',
    region: 'EU',
    state: 'complete',
    person: { id: 'per_1', name: 'Ada' },
    accounts: 2,
    instances: 8,
    added: 0,
    changed: 0,
    returned: 0,
    gone: 0,
    startedAt: '2026-03-10T12:00:00Z',
    endedAt: '2026-03-10T12:00:05Z',
    ...change,
  }
}
