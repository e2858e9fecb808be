import { useQuery } from '@tanstack/react-query'
import { ROLES, type Role } from '@/api/grants'
import { type Me, meQuery } from '@/api/me'

/** What somebody may do, for what is shown and hidden; nothing until it is known. */
export type May = {
  personId: string | undefined
  /** What concerns the whole organisation: people, connections, channels for all. */
  organise: boolean
  /** The role on some client or instance. */
  anywhere: (role: Role) => boolean
  /** The role on an instance. */
  on: (role: Role, instanceId: string | undefined) => boolean
  /** The role on a client as a whole. */
  onClient: (role: Role, clientId: string | undefined) => boolean
  /** The role on a client or on one of its instances. */
  within: (role: Role, clientId: string | undefined) => boolean
  /** Whether one may change a query: of an instance, of a client, or of all. */
  write: (query: { clientId?: string; instanceId?: string }) => boolean
}

const covers = (has: Role | undefined, least: Role) =>
  has !== undefined && ROLES.indexOf(has) >= ROLES.indexOf(least)

export function mayOf(me: Me | undefined): May {
  const all = me?.rights.all ?? false
  const clients = me?.clients ?? []
  const instances = new Map(
    clients.flatMap((client) => client.instances.map(({ id, role }) => [id, role] as const)),
  )
  const clientOf = (id: string | undefined) => clients.find(({ client }) => client.id === id)
  const on: May['on'] = (role, id) => all || (id !== undefined && covers(instances.get(id), role))
  const onClient: May['onClient'] = (role, id) => all || covers(clientOf(id)?.role, role)
  const within: May['within'] = (role, id) =>
    onClient(role, id) ||
    (clientOf(id)?.instances.some((instance) => covers(instance.role, role)) ?? false)
  const anywhere: May['anywhere'] = (role) =>
    all ||
    clients.some((client) => covers(client.role, role)) ||
    [...instances.values()].some((has) => covers(has, role))
  return {
    personId: me?.person.id,
    organise: me?.rights.organise ?? false,
    anywhere,
    on,
    onClient,
    within,
    write: ({ clientId, instanceId }) => {
      if (instanceId) return on('author', instanceId)
      return clientId ? within('author', clientId) : anywhere('author')
    },
  }
}

/** What who is signed in may do. */
export function useMay(): May {
  return mayOf(useQuery(meQuery()).data)
}
