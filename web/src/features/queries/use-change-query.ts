import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { changeQuery, type QuerySummary, queryKeys } from '@/api/queries'

/** Renames, archives or brings back, and says so where the row may leave the list. */
export function useChangeQuery(query: Pick<QuerySummary, 'id' | 'revision' | 'name'>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: { name?: string; archived?: boolean }) => changeQuery(query, change),
    onSuccess: async (_, change) => {
      await client.invalidateQueries({ queryKey: queryKeys.all })
      if (change.archived === undefined) return
      notifications.show({
        message: change.archived
          ? `${query.name} is archived. It stays under Archived.`
          : `${query.name} is back.`,
      })
    },
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Nothing was changed', message: error.message }),
  })
}
