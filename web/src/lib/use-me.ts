import { useQuery } from '@tanstack/react-query'
import { type Me, meQuery } from '@/api/me'

/** Who is signed in and what they may do; nothing is offered until it is known. */
export function useMe(): Me | undefined {
  return useQuery(meQuery()).data
}
