import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import {
  type ExecutionFilter,
  executionsQuery,
  LIST_PAGE,
  recentExecutionsQuery,
} from '@/api/executions'
import { joinHead } from './model/long-list'

/** Executions newest first, live at the head and as long as one scrolls. */
export function useLongList(filter: ExecutionFilter) {
  const scroll = useInfiniteQuery(executionsQuery(filter))
  const head = useQuery(recentExecutionsQuery(filter, LIST_PAGE))
  const { items, torn } = useMemo(
    () =>
      joinHead(
        head.data ?? scroll.data?.pages[0]?.items ?? [],
        scroll.data?.pages.flatMap((page) => page.items) ?? [],
        LIST_PAGE,
      ),
    [head.data, scroll.data],
  )
  const { refetch } = scroll
  useEffect(() => {
    if (torn) void refetch()
  }, [torn, refetch])
  return {
    items,
    pending: head.isPending,
    error: head.error ?? scroll.error,
    hasMore: scroll.hasNextPage,
    loadingMore: scroll.isFetchingNextPage,
    loadMore: () => void scroll.fetchNextPage(),
  }
}
