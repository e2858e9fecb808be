import { IconFilterOff } from '@tabler/icons-react'
import { useCallback, useMemo } from 'react'
import type { Result, ResultShape } from '@/api/executions'
import { count, plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { ResultGrid } from './grid/result-grid'
import { arrange } from './model/arrangement'
import type { GridColumn } from './model/grid-column'
import { turnSort, type View } from './model/view'
import type { ResultAddress } from './model/view-search'
import { ResultBar } from './result-bar'
import classes from './result-pane.module.css'
import { useRowSource } from './use-row-source'
import { useView } from './use-view'
import { ColumnPanel } from './view/column-panel'
import { ViewChips } from './view/view-chips'
import { ViewProgress } from './view/view-progress'

type Props = {
  executionId: string
  result: Result
  address: ResultAddress
  onAddress: (part: Partial<ResultAddress>) => void
}

const noView: View = {}

/** A result in a view: what it leaves out, how far it is built, and its rows. */
export function ResultView({ executionId, result, address, onAddress }: Props) {
  const view = address.view ?? noView
  const { shape, building, error } = useView(executionId, result, view)
  const onView = useCallback((next: View) => onAddress({ view: next }), [onAddress])
  const nameOf = (id: string) =>
    shape?.columns.find((column) => column.id === id)?.name ??
    result.columns[Number(id.slice(1))]?.name ??
    id

  return (
    <div className={classes.pane}>
      <ResultBar
        executionId={executionId}
        result={result}
        rows={shape ? rowsWords(shape) : plural(result.rowCount, 'row')}
      />
      <ViewChips nameOf={nameOf} view={view} onView={onView} />
      {building && (
        <ViewProgress
          key={JSON.stringify(view)}
          view={view}
          total={result.rowCount}
          onStop={() => onView(shape?.view ?? noView)}
        />
      )}
      {error !== null && (
        <div className={classes.problem}>
          <ProblemPanel
            title="The view could not be built"
            error={error}
            action={<ShowEveryRow onClick={() => onView(noView)} />}
          />
        </div>
      )}
      {!shape && building && <SkeletonRows rows={8} height={28} />}
      {shape && (
        <Rows
          executionId={executionId}
          shape={shape}
          building={building}
          view={view}
          onView={onView}
        />
      )}
    </div>
  )
}

type RowsProps = {
  executionId: string
  shape: ResultShape
  building: boolean
  view: View
  onView: (view: View) => void
}

function Rows({ executionId, shape, building, view, onView }: RowsProps) {
  const source = useRowSource(executionId, shape)
  const { columns, pinned } = useMemo(() => arrange(shape.columns, {}), [shape.columns])
  const onSort = useCallback(
    (column: GridColumn, add: boolean) => onView(turnSort(view, column.id, add)),
    [view, onView],
  )
  const onWidth = useCallback(() => undefined, [])
  if (shape.rowCount === 0) {
    return (
      <EmptyState
        title="No row fits the filters"
        icon={<IconFilterOff size={22} />}
        action={<ShowEveryRow onClick={() => onView({ ...view, filters: [] })} />}
      >
        The result has {plural(shape.total, 'row')}. Take a filter away to see more of them.
      </EmptyState>
    )
  }
  return (
    <div className={classes.grid} data-building={building || undefined}>
      <ResultGrid
        label="Result rows"
        columns={columns}
        pinned={pinned}
        source={source}
        view={view}
        onSort={onSort}
        onWidth={onWidth}
        panel={(column, close) => (
          <ColumnPanel
            column={column}
            view={view}
            onView={(next) => {
              close()
              onView(next)
            }}
          />
        )}
      />
    </div>
  )
}

function ShowEveryRow({ onClick }: { onClick: () => void }) {
  return (
    <CommandButton
      command={{ label: 'Show every row', group: 'Filters' }}
      variant="default"
      onClick={onClick}
    >
      Show every row
    </CommandButton>
  )
}

function rowsWords({ view, rowCount, total }: ResultShape): string {
  if (view.group) return `${plural(rowCount, 'row')} of groups of ${count(total)} rows`
  if (rowCount === total) return plural(total, 'row')
  return `${count(rowCount)} of ${plural(total, 'row')}`
}
