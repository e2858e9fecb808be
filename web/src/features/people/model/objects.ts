import { ROLES, type Role } from '@/api/grants'
import type { Me } from '@/api/me'

/** What a grant is on: a client with all its instances, or one instance. */
export type AccessObject = { clientId: string; instanceId?: string }

/** As a field's value holds it. */
export function objectKey({ clientId, instanceId }: AccessObject): string {
  return instanceId ? `instance:${instanceId}` : `client:${clientId}`
}

/** What the API is told about it. */
export function objectOf(key: string): { clientId: string } | { instanceId: string } {
  const [kind, id = ''] = key.split(':')
  return kind === 'instance' ? { instanceId: id } : { clientId: id }
}

/** The roles that somebody may give there; none without the right to give any. */
export function grantable(
  me: Me | undefined,
  { clientId, instanceId }: AccessObject,
): readonly Role[] {
  if (!me) return []
  if (me.rights.organise) return ROLES
  const client = me.clients.find((candidate) => candidate.client.id === clientId)
  const own =
    client?.role === 'administrator' ||
    client?.instances.some(({ id, role }) => id === instanceId && role === 'administrator')
  return own ? ROLES : []
}

export type ObjectOptions = { group: string; items: { value: string; label: string }[] }[]

/** Where somebody may give access: each client as a whole, then its instances. */
export function objectOptions(me: Me | undefined): ObjectOptions {
  return (me?.clients ?? [])
    .map(({ client, instances }) => ({
      group: client.name,
      items: [
        { object: { clientId: client.id }, label: `${client.name}: all instances` },
        ...instances.map(({ id, name }) => ({
          object: { clientId: client.id, instanceId: id },
          label: name,
        })),
      ]
        .filter(({ object }) => grantable(me, object).length > 0)
        .map(({ object, label }) => ({ value: objectKey(object), label })),
    }))
    .filter(({ items }) => items.length > 0)
}

/** Whether somebody sees the pages about people at all. */
export function mayReadPeople(me: Me | undefined): boolean {
  return Boolean(me && (me.rights.readPeople || me.rights.administer))
}
