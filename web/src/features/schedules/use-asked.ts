import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { queryQuery, versionQuery } from '@/api/queries'
import { checkQuery } from '@/api/sql'
import { askedPlaceholders } from '@/lib/placeholder-values'
import type { Asked } from './model/draft'

/**
 * What the chosen query asks for: its parameters, its placeholders and those it only uses.
 * Until it is ready, values cannot be told from those the query does not know.
 */
export function useAsked(queryId: string, version: number) {
  const newest = useQuery({ ...queryQuery(queryId), enabled: queryId !== '' })
  const fixed = useQuery({
    ...versionQuery(queryId, version),
    enabled: queryId !== '' && version > 0,
  })
  const query = version > 0 ? fixed.data : newest.data
  const { sql = '', parameters, placeholders } = query ?? {}
  const context = {
    parameters: parameters ?? [],
    placeholders: (placeholders ?? []).map(({ name }) => name),
  }
  const check = useQuery({ ...checkQuery(sql, context), enabled: sql !== '' })
  const asked: Asked = useMemo(
    () => ({
      parameters: parameters ?? [],
      placeholders: askedPlaceholders(placeholders ?? [], check.data?.placeholders ?? []),
    }),
    [parameters, placeholders, check.data],
  )
  const ready = queryId === '' || (query !== undefined && (sql === '' || check.isSuccess))
  const error = (version > 0 ? fixed.error : newest.error) ?? check.error
  return { asked, ready, error }
}
