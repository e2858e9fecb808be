import type { AuditEntry } from '@/api/audit'

/** An entry of the audit log. */
export function entry(parts: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: 'aud_1',
    at: '2026-03-10T12:00:00Z',
    act: 'grant.given',
    words: 'gave access to',
    outcome: 'done',
    actor: { kind: 'person', personId: 'per_ada', name: 'Ada Berg', role: 'owner', via: 'session' },
    object: { kind: 'grant', id: 'gra_1', name: 'Bo Lind' },
    client: { id: 'cli_fern', name: 'Fernhollow Outdoors', color: '#1d7a43' },
    address: '192.0.2.7',
    requestId: 'req_1',
    changes: { role: { from: 'viewer', to: 'author' }, reason: { to: 'holiday cover' } },
    sealedAt: '2026-03-10T12:00:02Z',
    place: 12,
    batch: 3,
    ...parts,
  }
}
