import { useComputedColorScheme } from '@mantine/core'
import { IconAdjustments, IconChartDots, IconPhoto, IconVector } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import { type ResultChartData, type ResultViewColumn, resultChartQuery } from '@/api/executions'
import { saveFile } from '@/lib/save-file'
import { CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { type View, viewText } from '../model/view'
import { ViewProgress } from '../view/view-progress'
import classes from './chart.module.css'
import { ChartForm } from './chart-form'
import { ChartPoints } from './chart-points'
import type { ChartAddress } from './chart-search'
import { chartWords, isEmpty, pointTable } from './chart-table'
import { pageToken, paletteOf } from './palette'
import { type PictureFormat, picture, pictureName } from './picture'

const ChartCanvas = lazy(() => import('./chart-canvas'))

type Props = {
  executionId: string
  view: View
  columns: ResultViewColumn[]
  /** Rows of the whole result, all of which are read. */
  total: number
  chart: ChartAddress
  onChart: (chart: ChartAddress) => void
  /** Shows the rows instead. */
  onRows: () => void
}

/** A view of a result as a chart, made by the server of every row. */
export function ChartPane({ executionId, view, columns, total, chart, onChart, onRows }: Props) {
  const asked = chart.spec ? JSON.stringify(chart.spec) : ''
  const made = useQuery({
    ...resultChartQuery(executionId, viewText({ ...view, sort: [] }), asked),
    placeholderData: keepPreviousData,
  })
  const [shaping, setShaping] = useState(false)
  const [last, setLast] = useState<ResultChartData>()
  if (made.data && made.data !== last) setLast(made.data)
  // What could not be drawn is put right where it was chosen.
  const shaped = made.isError && last ? (chart.spec ?? last.chart) : made.data?.chart
  const onShape = () => setShaping(!shaping)
  const drawing = made.isPending || made.isPlaceholderData
  const suggest = (
    <CommandButton
      command={{ label: 'Draw the suggested chart', group: 'Chart' }}
      variant="default"
      onClick={() => onChart(chart.look ? { look: chart.look } : {})}
    >
      Draw the suggested chart
    </CommandButton>
  )
  return (
    <div className={classes.pane}>
      <div className={classes.main}>
        {drawing && (
          <ViewProgress
            key={asked}
            view={view}
            total={total}
            onStop={() => (made.data ? onChart({ ...chart, spec: made.data.chart }) : onRows())}
          />
        )}
        {made.isError && (
          <div className={classes.problem}>
            <ProblemPanel
              title="The chart could not be drawn"
              error={made.error}
              parts
              action={
                <>
                  {suggest}
                  {shaped && <ShapeButton onShape={onShape} />}
                </>
              }
            />
          </div>
        )}
        {made.isPending && <SkeletonRows rows={8} height={36} />}
        {made.data && !made.isError && (
          <Drawing
            key={executionId}
            data={made.data}
            chart={chart}
            stale={drawing}
            onShape={onShape}
          />
        )}
      </div>
      {shaping && shaped && (
        <ChartForm
          drawn={shaped}
          suggested={(made.data ?? last)?.suggested ?? []}
          columns={columns}
          chart={chart}
          onChart={onChart}
          onClose={() => setShaping(false)}
        />
      )}
    </div>
  )
}

function ShapeButton({ onShape }: { onShape: () => void }) {
  return (
    <CommandButton
      command={{ label: 'Change what is drawn', group: 'Chart' }}
      variant="default"
      leftSection={<IconAdjustments size={14} />}
      onClick={onShape}
    >
      What to draw
    </CommandButton>
  )
}

type DrawingProps = {
  data: ResultChartData
  chart: ChartAddress
  /** Another one is being made. */
  stale: boolean
  onShape: () => void
}

function Drawing({ data, chart, stale, onShape }: DrawingProps) {
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const look = useMemo(() => chart.look ?? {}, [chart.look])
  const title = look.title ?? data.title
  const drawn = useMemo(
    () => ({ data, look, title, palette: paletteOf(scheme, pageToken) }),
    [data, look, title, scheme],
  )
  const words = useMemo(() => chartWords(data, title), [data, title])
  const points = useMemo(() => pointTable(data, look), [data, look])
  const [problem, setProblem] = useState<unknown>(null)
  const save = async (format: PictureFormat) => {
    setProblem(null)
    try {
      saveFile(pictureName(title, format), await picture(drawn, format))
    } catch (error) {
      setProblem(error)
    }
  }
  const empty = isEmpty(data)
  return (
    <>
      <div className={classes.bar}>
        <ShapeButton onShape={onShape} />
        <CommandButton
          command={{ label: 'Save the chart as PNG', group: 'Chart' }}
          variant="default"
          leftSection={<IconPhoto size={14} />}
          disabled={empty}
          onClick={() => void save('png')}
        >
          PNG
        </CommandButton>
        <CommandButton
          command={{ label: 'Save the chart as SVG', group: 'Chart' }}
          variant="default"
          leftSection={<IconVector size={14} />}
          disabled={empty}
          onClick={() => void save('svg')}
        >
          SVG
        </CommandButton>
      </div>
      {problem !== null && <ProblemPanel title="The picture could not be saved" error={problem} />}
      <div className={classes.drawn} data-stale={stale || undefined}>
        {empty ? (
          <NothingDrawn data={data} />
        ) : (
          <Suspense fallback={<SkeletonRows rows={8} height={36} />}>
            <ChartCanvas drawn={drawn} words={words} />
          </Suspense>
        )}
      </div>
      {data.notes.length > 0 && (
        <ul className={classes.notes} aria-label="How the chart was made">
          {data.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {!empty && <ChartPoints points={points} title={title} />}
    </>
  )
}

function NothingDrawn({ data }: { data: ResultChartData }) {
  return (
    <EmptyState title="There is nothing to draw" icon={<IconChartDots size={22} />}>
      {data.rows === 0
        ? 'No row is left in this view. Take a filter away.'
        : 'Every value is NULL, or none is above zero. Choose another column or another kind under “What to draw”. A result without numbers can be counted: choose Count.'}
    </EmptyState>
  )
}
