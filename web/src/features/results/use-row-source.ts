import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { arrivedQuery, fetchRows, PAGE_SIZE, type ResultShape, rowsQuery } from '@/api/executions'
import type { RowSource } from './grid/row-source'
import { foldAll, isUnfolded } from './model/fold'
import { type Row, TileStore } from './model/tile-store'
import { viewText } from './model/view'

/** The largest piece the server gives at once. */
const FETCH_LIMIT = 10_000
/** Up to so many columns come together; of wider results only those in view. */
const BLOCK_SIZE = 50

/** The rows of a view of a result, of which only the parts looked at last are held. */
export function useRowSource(executionId: string, shape: ResultShape): RowSource {
  const client = useQueryClient()
  const { columns, rowCount } = shape
  const view = viewText(shape.view)
  const { group } = shape.view
  const depth = group?.subtotals ? (group.by?.length ?? 0) : 0

  const store = useMemo(() => {
    const blockSize = Math.max(1, Math.min(BLOCK_SIZE, columns.length))
    const isWide = columns.length > blockSize
    return new TileStore(
      { rowCount, columnCount: columns.length, pageSize: PAGE_SIZE, blockSize },
      async ({ page, block }, signal) => {
        const ids = columns.slice(block * blockSize, (block + 1) * blockSize).map(({ id }) => id)
        const query = rowsQuery(executionId, {
          view,
          offset: page * PAGE_SIZE,
          limit: PAGE_SIZE,
          columns: isWide ? ids : undefined,
        })
        signal.addEventListener('abort', () => {
          void client.cancelQueries({ queryKey: query.queryKey, exact: true })
        })
        const rows = await client.fetchQuery(query)
        const { arrivedBytes } = rows
        if (arrivedBytes) client.setQueryData(arrivedQuery(executionId).queryKey, arrivedBytes)
        return rows
      },
    )
  }, [client, executionId, view, columns, rowCount])
  useEffect(() => () => store.reset(), [store])
  const version = useSyncExternalStore(store.subscribe, () => store.version)

  return useMemo(
    () => ({
      key: group ? viewText({ ...shape.view, group: foldAll(group, false) }) : view,
      rowCount,
      version,
      depth,
      isUnfolded: (path) => !group || isUnfolded(group, path),
      cell: (row, column) => store.cell(row, column),
      level: (row) => store.level(row),
      want: (rows, shown) => store.want(rows, shown),
      fetch: async (first, end, shown) => {
        const ids = shown.map((column) => columns[column]?.id ?? '')
        const rows: Row[] = []
        const levels: number[] = []
        while (first + rows.length < end) {
          const offset = first + rows.length
          const limit = Math.min(FETCH_LIMIT, end - offset)
          const piece = await fetchRows(executionId, { view, offset, limit, columns: ids })
          if (piece.rows.length === 0) break
          rows.push(...piece.rows)
          levels.push(...(piece.levels ?? []))
        }
        return levels.length > 0 ? { rows, levels } : { rows }
      },
      error: store.error,
      retry: () => store.retry(),
    }),
    [store, version, depth, group, shape.view, executionId, view, columns, rowCount],
  )
}
