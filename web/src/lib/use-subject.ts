import {
  type QueryKey,
  type UseSuspenseQueryOptions,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { notFound } from '@tanstack/react-router'
import { isStatus } from '@/api/api-error'

/**
 * What a page is about. Once it may not be seen any more, or is gone, the page
 * is as if it had never been, whatever was read before.
 */
export function useSubject<T, D, K extends QueryKey>(
  options: UseSuspenseQueryOptions<T, Error, D, K>,
): D {
  const { data, error } = useSuspenseQuery(options)
  if (isStatus(error, 404)) throw notFound()
  return data
}
