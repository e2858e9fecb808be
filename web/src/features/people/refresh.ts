import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { grantKeys } from '@/api/grants'
import { groupKeys } from '@/api/groups'
import { meKeys } from '@/api/me'
import { peopleKeys } from '@/api/people'

/** What a change of a person, a group or a grant makes old. */
export function refreshPeople(client: QueryClient): Promise<unknown> {
  return Promise.all(
    [peopleKeys.all, groupKeys.all, grantKeys.all, meKeys.all].map((queryKey) =>
      client.invalidateQueries({ queryKey }),
    ),
  )
}

export function useRefreshPeople() {
  const client = useQueryClient()
  return () => refreshPeople(client)
}
