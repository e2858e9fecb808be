import { Group } from '@mantine/core'
import { IconInfoCircle, IconStack2 } from '@tabler/icons-react'
import { useCallback, useRef, useState } from 'react'
import type { Result, ResultShape } from '@/api/executions'
import { count, plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { ChartPane } from './chart/chart-pane'
import { ShowAs } from './chart/show-as'
import { ExplainPanel } from './explain/explain-panel'
import { offeredView } from './export/offered-view'
import { type Layout, ofRows } from './model/arrangement'
import { foldAll } from './model/fold'
import type { GridColumn } from './model/grid-column'
import { shownColumn } from './model/shown-column'
import { filterBy, filteredColumn, type View, viewText } from './model/view'
import type { ResultAddress } from './model/view-search'
import { writtenOf } from './model/written'
import { ResultBar } from './result-bar'
import classes from './result-pane.module.css'
import { ResultRows } from './result-rows'
import { LostParts } from './saved/lost-parts'
import { SavedViewsMenu } from './saved/saved-views-menu'
import { useView } from './use-view'
import { FindField, type Place } from './view/find-field'
import { LayoutMenu } from './view/layout-menu'
import { ProfilePanel } from './view/profile-panel'
import { ShapePanel } from './view/shape-panel'
import { ShowEveryRow } from './view/show-every-row'
import { ViewChips } from './view/view-chips'
import { ViewProgress } from './view/view-progress'

type Props = {
  executionId: string
  /** The saved query that ran; none for SQL that was not saved. */
  queryId: string | undefined
  instanceId: string | undefined
  /** The zone of the window that it ran over. */
  windowZone: string | undefined
  result: Result
  address: ResultAddress
  onAddress: (part: Partial<ResultAddress>) => void
}

const noView: View = {}
const noLayout: Layout = {}

/** A result in a view: what it leaves out, how far it is built, and its rows. */
export function ResultView(props: Props) {
  const { executionId, queryId, instanceId, windowZone, result, address, onAddress } = props
  const view = address.view ?? noView
  const { whole, shape, building, error, before } = useView(executionId, result, view)
  const layout = address.columns ?? noLayout
  const onView = useCallback(
    (next: View) => {
      const isOther = columnsOf(next) !== columnsOf(view)
      onAddress({ view: next, ...(isOther && { columns: ofRows(layout) }) })
    },
    [onAddress, view, layout],
  )
  const onLayout = useCallback((next: Layout) => onAddress({ columns: next }), [onAddress])
  const onChart = useCallback((chart: ResultAddress['chart']) => onAddress({ chart }), [onAddress])
  const [aside, setAside] = useState<'shape' | 'explain' | GridColumn | null>(null)
  const [place, setPlace] = useState<Place | null>(null)
  const finder = useRef<HTMLInputElement>(null)
  const onFind = useCallback(() => finder.current?.select(), [])
  const columnOf = (id: string) =>
    [shape?.columns, whole].flatMap((list) => list ?? []).find((column) => column.id === id)
  const nameOf = (id: string) => columnOf(id)?.name ?? id
  const shownOf = (id: string) => {
    const column = columnOf(id)
    return column && shownColumn(column, layout)
  }

  return (
    <div className={classes.pane}>
      <ResultBar
        executionId={executionId}
        result={result}
        rows={shape ? rowsWords(shape) : plural(result.rowCount, 'row')}
        view={offeredView(view, shape, building)}
      >
        <ShowAs chart={address.chart} onChart={onChart} />
        {shape && !address.chart && (
          <FindField
            input={finder}
            executionId={executionId}
            view={viewText(shape.view)}
            onPlace={(found) => setPlace({ ...found })}
          />
        )}
        <CommandButton
          command={{
            label: 'Explain the result',
            group: 'Result',
            words: 'suppressed units window',
          }}
          variant={aside === 'explain' ? 'light' : 'default'}
          leftSection={<IconInfoCircle size={14} />}
          onClick={() => setAside(aside === 'explain' ? null : 'explain')}
        >
          Explain
        </CommandButton>
        <CommandButton
          command={{ label: 'Group and compute', group: 'Result' }}
          variant={view.group || view.computed ? 'light' : 'default'}
          leftSection={<IconStack2 size={14} />}
          onClick={() => setAside(aside === 'shape' ? null : 'shape')}
        >
          Group
        </CommandButton>
        {shape && !address.chart && (
          <LayoutMenu columns={shape.columns} layout={layout} onLayout={onLayout} />
        )}
        <SavedViewsMenu
          executionId={executionId}
          queryId={queryId}
          instanceId={instanceId}
          address={address}
          onAddress={onAddress}
        />
      </ResultBar>
      <LostParts executionId={executionId} saved={address.saved} />
      <ViewChips nameOf={nameOf} shownOf={shownOf} view={view} onView={onView} />
      {building && !address.chart && (
        <ViewProgress
          key={JSON.stringify(view)}
          view={view}
          total={result.rowCount}
          onStop={() => onView(shape?.view ?? noView)}
        />
      )}
      <div className={classes.body}>
        {error !== null && (
          <div className={classes.problem}>
            <ProblemPanel
              title="The view could not be built"
              error={error}
              parts
              action={
                <Group gap="xs">
                  {before && (
                    <CommandButton
                      command={{ label: 'Go back to the view before', group: 'Result' }}
                      onClick={() => onView(before)}
                    >
                      Go back
                    </CommandButton>
                  )}
                  <ShowEveryRow onClick={() => onView(noView)} />
                </Group>
              }
            />
          </div>
        )}
        {address.chart && shape && (
          <ChartPane
            executionId={executionId}
            view={view}
            columns={shape.columns}
            total={result.rowCount}
            chart={address.chart}
            onChart={onChart}
            onRows={() => onChart(undefined)}
          />
        )}
        {!shape && building && <SkeletonRows rows={8} height={28} />}
        {shape && !address.chart && (
          <ResultRows
            executionId={executionId}
            bytes={result.bytes}
            shape={shape}
            building={building}
            view={view}
            onView={onView}
            layout={layout}
            onLayout={onLayout}
            windowZone={windowZone}
            place={place}
            onFind={onFind}
            onProfile={setAside}
          />
        )}
        {aside === 'shape' && (
          <ShapePanel
            executionId={executionId}
            result={result}
            view={view}
            onView={onView}
            onClose={() => setAside(null)}
          />
        )}
        {aside === 'explain' && (
          <ExplainPanel executionId={executionId} onClose={() => setAside(null)} />
        )}
        {aside !== null && typeof aside !== 'string' && shape && (
          <ProfilePanel
            executionId={executionId}
            view={viewText(shape.view)}
            column={aside}
            written={writtenOf(shape.columns, layout)}
            filtered={filteredColumn(view, aside)}
            onFilter={(filter) => onView(filterBy(view, filter.column, filter))}
            onClose={() => setAside(null)}
          />
        )}
      </div>
    </div>
  )
}

/** What tells whether two views have the same columns: folding groups changes none. */
function columnsOf({ group }: View): string | undefined {
  return group && JSON.stringify(foldAll(group, false))
}

function rowsWords({ view, rowCount, total }: ResultShape): string {
  if (view.group) return `${plural(rowCount, 'row')} of groups, from ${plural(total, 'row')}`
  if (rowCount === total) return plural(total, 'row')
  return `${count(rowCount)} of ${plural(total, 'row')}`
}
