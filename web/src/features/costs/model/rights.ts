import type { QuerySummary } from '@/api/queries'
import type { May } from '@/lib/may'

type Owned = Pick<QuerySummary, 'id' | 'client' | 'instanceId'>

/** Whether one may set what a query may cost; that of a query of all is for owners. */
export function maySpendOn(may: May, query: Owned | undefined): boolean {
  if (query?.instanceId) return may.on('manager', query.instanceId)
  return query?.client ? may.onClient('manager', query.client.id) : may.organise
}

/** Whether one may change a budget or a retention rule, by whose it is. */
export function mayChange(
  may: May,
  { subject, ownerId }: { subject: 'client' | 'query' | 'instance'; ownerId: string },
  queries: readonly Owned[] = [],
): boolean {
  if (subject === 'client') return may.onClient('manager', ownerId)
  if (subject === 'instance') return may.on('manager', ownerId)
  return maySpendOn(
    may,
    queries.find(({ id }) => id === ownerId),
  )
}
