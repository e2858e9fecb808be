import { IconChartBar, IconFilterOff } from '@tabler/icons-react'
import { useCallback, useMemo } from 'react'
import type { ResultShape } from '@/api/executions'
import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { ResultGrid } from './grid/result-grid'
import { arrange, format, type Layout, move, resize } from './model/arrangement'
import { chosenOf } from './model/cell-format'
import { type GroupPath, turnFold } from './model/fold'
import type { GridColumn } from './model/grid-column'
import { turnSort, type View } from './model/view'
import { writtenOf } from './model/written'
import classes from './result-pane.module.css'
import { useRowSource } from './use-row-source'
import { ColumnLayout } from './view/column-layout'
import { ColumnPanel } from './view/column-panel'
import { ColumnWriting } from './view/column-writing'
import type { Place } from './view/find-field'
import { OpeningLine } from './view/opening-line'
import { ShowEveryRow } from './view/show-every-row'

type Props = {
  /** Where to go. */
  place: Place | null
  onFind: () => void
  onProfile: (column: GridColumn) => void
  layout: Layout
  onLayout: (layout: Layout) => void
  windowZone: string | undefined
  executionId: string
  /** Of the whole result. */
  bytes: number
  shape: ResultShape
  building: boolean
  view: View
  onView: (view: View) => void
}

/** The rows of a view as a grid, and what can be done with its columns. */
export function ResultRows(props: Props) {
  const { executionId, bytes, shape, building, view, onView, layout, onLayout } = props
  const { windowZone, place, onFind, onProfile } = props
  const source = useRowSource(executionId, shape)
  const { columns, pinned } = useMemo(() => arrange(shape.columns, layout), [shape.columns, layout])
  const written = useMemo(() => writtenOf(shape.columns, layout), [shape.columns, layout])
  const onSort = useCallback(
    (column: GridColumn, add: boolean) => onView(turnSort(view, column.id, add)),
    [view, onView],
  )
  const onWidth = useCallback(
    ({ id }: GridColumn, width: number) => onLayout(resize(layout, id, width)),
    [layout, onLayout],
  )
  const onMove = useCallback(
    (id: string, to: number) => onLayout(move(shape.columns, layout, id, to)),
    [shape.columns, layout, onLayout],
  )
  const onFold = useCallback(
    (path: GroupPath) => view.group && onView({ ...view, group: turnFold(view.group, path) }),
    [view, onView],
  )
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
        widths={layout.widths}
        source={source}
        written={written}
        view={view}
        place={place}
        onSort={onSort}
        onWidth={onWidth}
        onMove={onMove}
        onFind={onFind}
        over={<OpeningLine executionId={executionId} bytes={bytes} />}
        onFold={onFold}
        panel={(column, close) => (
          <ColumnPanel
            executionId={executionId}
            column={column}
            written={written}
            view={view}
            onView={(next) => {
              close()
              onView(next)
            }}
          >
            <CommandButton
              command={{ label: 'Profile', subject: column.name, group: 'Column' }}
              variant="default"
              leftSection={<IconChartBar size={14} />}
              onClick={() => {
                close()
                onProfile(column)
              }}
            >
              Profile of its values
            </CommandButton>
            <ColumnWriting
              column={column}
              format={chosenOf(column, layout)}
              byRow={written.currencyAt !== undefined}
              zone={layout.zone}
              windowZone={windowZone}
              onFormat={(to) => onLayout(format(layout, column.id, to))}
              onZone={(zone) => onLayout({ ...layout, zone })}
            />
            <ColumnLayout
              columns={shape.columns}
              column={column}
              width={column.width}
              layout={layout}
              onLayout={onLayout}
              onClose={close}
            />
          </ColumnPanel>
        )}
      />
    </div>
  )
}
