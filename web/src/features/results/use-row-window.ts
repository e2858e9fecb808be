import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { fetchRows, PAGE_SIZE, rowsQuery } from '@/api/executions'
import type { RowSource } from './grid/row-source'
import { pagesOf } from './model/row-geometry'

/** The largest piece the server gives at once. */
const FETCH_LIMIT = 10_000

/** The rows of an execution's result, of which only the pages in view are held. */
export function useRowWindow(executionId: string, rowCount: number): RowSource {
  const client = useQueryClient()
  const [span, setSpan] = useState({ first: 0, end: Math.min(rowCount, 60) })
  const pages = pagesOf(span, PAGE_SIZE)
  const loaded = useQueries({
    queries: pages.map((page) => rowsQuery(executionId, page)),
    combine: (answers) => answers.map((answer) => answer.data),
  })

  const want = useCallback((first: number, end: number) => {
    setSpan((old) => (old.first === first && old.end === end ? old : { first, end }))
  }, [])

  return useMemo(
    () => ({
      rowCount,
      want,
      row: (index) => {
        const page = Math.floor(index / PAGE_SIZE)
        const at = pages.indexOf(page)
        const rows =
          at === -1 ? client.getQueryData(rowsQuery(executionId, page).queryKey) : loaded[at]
        return rows?.[index - page * PAGE_SIZE]
      },
      fetch: async (first, end) => {
        const rows: (string | null)[][] = []
        while (first + rows.length < end) {
          const offset = first + rows.length
          const piece = await fetchRows(executionId, offset, Math.min(FETCH_LIMIT, end - offset))
          if (piece.rows.length === 0) break
          rows.push(...piece.rows)
        }
        return rows
      },
    }),
    [client, executionId, loaded, pages, rowCount, want],
  )
}
