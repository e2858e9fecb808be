import type { Grant, Role } from '@/api/grants'
import type { Me } from '@/api/me'
import type { PersonEntry } from '@/api/people'
import { type AccessObject, objectKey } from './objects'
import { rankOf } from './roles'

/** A column: a client, or one of its instances. */
export type Column = AccessObject & { key: string; name: string; color: string }

/** What a person may do in a column, and by what. */
export type Cell = {
  /** The highest role; none when there is none or all have ended. */
  role: Role | undefined
  /** When that ends; none when it does not by itself. */
  until: string | undefined
  /** Given to the person for exactly this column: what editing the cell changes. */
  own: Grant | undefined
  /** The grant behind the role, when it is a group's. */
  group: string | undefined
  /** The role comes from the client, in the column of an instance. */
  fromClient: boolean
  /** On how many of the client's instances there is more, in the column of a client. */
  instances: number
  /** Owners need no grant. */
  owner: boolean
}

/** Clients; or, within one, that client and its instances. */
export function columnsOf(clients: Me['clients'], only: string | undefined): Column[] {
  const chosen = clients.find(({ client }) => client.id === only)
  const column = (object: AccessObject, name: string, color: string): Column => ({
    ...object,
    key: objectKey(object),
    name,
    color,
  })
  if (!chosen) {
    return clients.map(({ client }) => column({ clientId: client.id }, client.name, client.color))
  }
  const { client, instances } = chosen
  return [
    column({ clientId: client.id }, 'All instances', client.color),
    ...instances.map(({ id, name }) =>
      column({ clientId: client.id, instanceId: id }, name, client.color),
    ),
  ]
}

/** Grants by client, so that a cell looks through those of its own only. */
export function byClient(grants: Grant[]): Map<string, Grant[]> {
  const found = new Map<string, Grant[]>()
  for (const grant of grants) {
    const those = found.get(grant.client.id)
    if (those) those.push(grant)
    else found.set(grant.client.id, [grant])
  }
  return found
}

/** A person's access in a column, of the grants given, those that have ended too. */
export function cellOf(person: PersonEntry, column: Column, grants: Grant[]): Cell {
  const groups = new Set(person.groups.map(({ id }) => id))
  const onClient = grants.filter(
    (grant) =>
      grant.client.id === column.clientId &&
      (grant.person ? grant.person.id === person.id : grant.group && groups.has(grant.group.id)),
  )
  const theirs = onClient.filter(({ instance }) => !instance || instance.id === column.instanceId)
  const exactly = theirs.filter(
    ({ person, instance }) => person && instance?.id === column.instanceId,
  )
  const best = theirs.filter(({ ended }) => !ended).sort(byStrength)[0]
  return {
    role: best?.role,
    until: best?.until,
    own: exactly.find(({ ended }) => !ended) ?? exactly[0],
    group: best?.group?.name,
    fromClient: Boolean(best && column.instanceId && !best.instance),
    instances: column.instanceId ? 0 : instancesBeyond(onClient, best?.role),
    owner: person.role === 'owner',
  }
}

/** How many instances somebody was given a higher role on than on their client. */
function instancesBeyond(grants: Grant[], role: Role | undefined): number {
  const beyond = grants.filter(
    (grant) => grant.instance && !grant.ended && rankOf(grant.role) > rankOf(role),
  )
  return new Set(beyond.map(({ instance }) => instance?.id)).size
}

/** The highest role first; of equals the one that lasts longest. */
function byStrength(a: Grant, b: Grant): number {
  return rankOf(b.role) - rankOf(a.role) || lasting(b) - lasting(a)
}

const lasting = ({ until }: Grant) => (until ? Date.parse(until) : Number.POSITIVE_INFINITY)

/** How many people a page key goes on. */
const SCREENFUL = 10

/** Where an arrow key leads from a cell; none for other keys. */
export function moved(
  [row, column]: [number, number],
  key: string,
  rows: number,
  columns: number,
): [number, number] | undefined {
  const within = (at: number, size: number) => Math.min(Math.max(at, 0), size - 1)
  switch (key) {
    case 'ArrowUp':
      return [within(row - 1, rows), column]
    case 'ArrowDown':
      return [within(row + 1, rows), column]
    case 'ArrowLeft':
      return [row, within(column - 1, columns)]
    case 'ArrowRight':
      return [row, within(column + 1, columns)]
    case 'PageUp':
      return [within(row - SCREENFUL, rows), column]
    case 'PageDown':
      return [within(row + SCREENFUL, rows), column]
    case 'Home':
      return [row, 0]
    case 'End':
      return [row, columns - 1]
    default:
      return undefined
  }
}
