import { ROLES, type Role } from '@/api/grants'
import type { Me } from '@/api/me'

const person = { id: 'per_ada', name: 'Ada Berg', email: 'ada@agency.test' }

/** Somebody who may do everything. */
export function owner(): Me {
  return {
    person: { ...person, role: 'owner' },
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
    clients: [],
  }
}

/** Somebody with a role on one instance, or on its client as a whole. */
export function withRole(
  role: Role,
  on: { instance: string; client?: string; whole?: boolean },
): Me {
  const has = (least: Role) => ROLES.indexOf(role) >= ROLES.indexOf(least)
  return {
    person: { ...person, role: 'member' },
    rights: {
      all: false,
      organise: false,
      readPeople: false,
      readAudit: false,
      see: true,
      run: has('runner'),
      write: has('author'),
      manage: has('manager'),
      administer: has('administrator'),
    },
    clients: [
      {
        client: { id: on.client ?? 'cli_1', name: 'Northwind', color: '#0b6b9a' },
        role: on.whole ? role : undefined,
        instances: [{ id: on.instance, name: 'Northwind EU', role }],
      },
    ],
  }
}
