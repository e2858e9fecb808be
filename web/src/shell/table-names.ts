import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { dataSourcesQuery } from '@/api/instances'
import type { AskedPlaceholder } from '@/lib/placeholder-values'

/** Names of an instance's tables, then of their columns, while a placeholder asks for one. */
export function useTableNames(instanceId: string | undefined, asked: AskedPlaceholder[]): string[] {
  const wanted = asked.some(({ placeholder }) => placeholder.type === 'identifier')
  const { data } = useQuery({
    ...dataSourcesQuery(instanceId ?? ''),
    enabled: wanted && instanceId !== undefined,
  })
  return useMemo(() => {
    const tables = data?.items ?? []
    const columns = tables.flatMap((table) => table.columns.map(({ name }) => name))
    return [...new Set([...tables.map(({ name }) => name), ...columns])]
  }, [data])
}
