import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ClientRef, type Instance, instancesQuery } from '@/api/instances'
import { readStored, writeStored } from '@/lib/storage'

/** Which client and instance somebody works for; it lives in the URL. */
export type WorkContext = {
  client: ClientRef | null
  instance: Instance | null
}

/** `instance` implies its client, so only one of the two is ever in the URL. */
export function resolveContext(
  search: { client?: string; instance?: string },
  instances: Instance[],
): WorkContext {
  const instance = instances.find((candidate) => candidate.id === search.instance) ?? null
  if (instance) return { client: instance.client, instance }
  const owned = instances.find((candidate) => candidate.client.id === search.client)
  return { client: owned?.client ?? null, instance: null }
}

export function useWorkContext(): WorkContext {
  const search = useSearch({ strict: false })
  const { data } = useQuery(instancesQuery())
  return resolveContext(search, data ?? [])
}

const RECENT = 'recomamp:recent-instances'

export function recentInstances(): string[] {
  return readStored(
    RECENT,
    (value) => (Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []),
    [],
  )
}

/** Puts an id first in the list of recent ones. */
export function withRecent(recent: string[], id: string, limit = 4): string[] {
  return [id, ...recent.filter((other) => other !== id)].slice(0, limit)
}

/** Switches the context on the page where one is. */
export function useSwitchContext() {
  const navigate = useNavigate()
  return (choice: { client?: string; instance?: string }) => {
    if (choice.instance) writeStored(RECENT, withRecent(recentInstances(), choice.instance))
    void navigate({
      to: '.',
      search: (previous) => ({ ...previous, client: choice.client, instance: choice.instance }),
    })
  }
}
