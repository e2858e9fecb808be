import type { Grant } from '@/api/grants'
import type { Group } from '@/api/groups'
import type { Me } from '@/api/me'
import type { PersonEntry } from '@/api/people'

export const fern = { id: 'cli_fern', name: 'Fernhollow Outdoors', color: '#1d7a43' }
export const juniper = { id: 'cli_juni', name: 'Juniper Lane', color: '#0b6b9a' }
export const fernUs = { id: 'ins_us', name: 'Fernhollow US' }
export const fernDe = { id: 'ins_de', name: 'Fernhollow DE' }

export const ada = { id: 'per_ada', name: 'Ada Berg' }
export const bo = { id: 'per_bo', name: 'Bo Lind' }

export function owner(): Me {
  const role = 'administrator' as const
  return {
    person: { ...ada, email: 'ada@agency.test', role: 'owner' },
    rights: {
      all: true,
      organise: true,
      readPeople: true,
      readAudit: true,
      see: true,
      run: true,
      write: true,
      manage: true,
      administer: true,
    },
    clients: [
      {
        client: fern,
        role,
        instances: [
          { ...fernUs, role },
          { ...fernDe, role },
        ],
      },
      { client: juniper, role, instances: [] },
    ],
  }
}

/** Sees the two instances of one client and may do nothing there. */
export function member(): Me {
  return {
    person: { ...bo, email: 'bo@agency.test', role: 'member' },
    rights: {
      all: false,
      organise: false,
      readPeople: false,
      readAudit: false,
      see: true,
      run: false,
      write: false,
      manage: false,
      administer: false,
    },
    clients: [{ client: fern, role: 'viewer', instances: [{ ...fernUs, role: 'viewer' }] }],
  }
}

/** Gives access on one client and reads no more about people than that takes. */
export function clientAdministrator(): Me {
  const me = member()
  return {
    ...me,
    rights: { ...me.rights, run: true, write: true, manage: true, administer: true },
    clients: [
      {
        client: fern,
        role: 'administrator',
        instances: [{ ...fernUs, role: 'administrator' }],
      },
      { client: juniper, role: 'viewer', instances: [] },
    ],
  }
}

export function personEntry(change: Partial<PersonEntry> = {}): PersonEntry {
  return {
    ...bo,
    email: 'bo@agency.test',
    role: 'member',
    state: 'active',
    grants: 0,
    groups: [],
    revision: 1,
    hasSecondFactor: false,
    createdAt: '2026-03-01T12:00:00Z',
    ...change,
  }
}

export function grant(change: Partial<Grant> = {}): Grant {
  return {
    id: 'gra_1',
    client: fern,
    person: bo,
    role: 'viewer',
    reason: '',
    givenBy: ada,
    createdAt: '2026-03-01T12:00:00Z',
    ended: false,
    revision: 1,
    ...change,
  }
}

export function group(change: Partial<Group> = {}): Group {
  return {
    id: 'grp_1',
    name: 'Media team',
    description: '',
    members: [],
    grants: 0,
    revision: 1,
    createdAt: '2026-03-01T12:00:00Z',
    ...change,
  }
}
