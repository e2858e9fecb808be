import type { ResultChartData, ResultChartGroup } from '@/api/executions'
import { plural } from '@/lib/number'
import { isTime, kinds } from './chart-kinds'
import { dateText, exactText, measureName } from './chart-number'
import type { ChartLook } from './chart-search'

/** What was drawn, as rows of text. */
export type PointTable = { head: string[]; rows: string[][] }

/** The name of a place along an axis. */
export function groupText(
  { text, to, rest }: ResultChartGroup,
  step: string | undefined,
  dates: ChartLook['dates'],
): string {
  if (rest) return 'Other'
  if (text === null) return 'NULL'
  if (to !== undefined)
    return `${dateText(text, undefined, dates)} to ${dateText(to, undefined, dates)}`
  return (step ? dateText(text, step, dates) : text) || '(empty)'
}

export function alongTexts(data: ResultChartData, dates: ChartLook['dates']): string[] {
  const step = data.chart.step ?? (data.x?.stored === 'date' ? 'day' : undefined)
  return data.groups.map((group) => groupText(group, step, dates))
}

export function seriesNames({ series, split, y, chart }: ResultChartData): string[] {
  const column = chart.kind === 'heatmap' ? y : split
  return series.map(({ name, group }) =>
    group ? groupText(group, column && isTime(column) ? 'day' : undefined, 'iso') : name,
  )
}

/** The points as a table: a row for each place along x, each point, or each flow. */
export function pointTable(data: ResultChartData, look: ChartLook): PointTable {
  const { chart, series, measures, flows, x, y } = data
  const names = seriesNames(data)
  if (chart.kind === 'sankey') {
    const [measure] = measures
    const head = ['From', 'To', measure ? measureName(measure) : 'value']
    return {
      head,
      rows: flows.map(({ from, to, value }) => [from, to, exactText(value, measure?.unit)]),
    }
  }
  if (chart.kind === 'scatter') {
    const rows = series.flatMap(({ points }, at) =>
      points.map(([right, up]) => [
        ...(data.split ? [names[at] ?? ''] : []),
        exactText(right, x?.unit),
        exactText(up, y?.unit),
      ]),
    )
    const axes = [x, y].map((column) => (column ? measureName(column) : ''))
    return { head: [...(data.split ? [data.split.name] : []), ...axes], rows }
  }
  const along = alongTexts(data, look.dates)
  return {
    head: [
      ...(x ? [x.name] : []),
      ...series.map(({ measure }, at) => headOf(data, measure, names[at])),
    ],
    rows: data.groups.map((_, at) => [
      ...(x ? [along[at] ?? ''] : []),
      ...series.map(({ values, measure }) => exactText(values[at], measures[measure]?.unit)),
    ]),
  }
}

function headOf({ measures }: ResultChartData, measure: number, name = ''): string {
  return measures[measure]?.unit ? `${name} (currency)` : name
}

/** The chart in a sentence or two, for those who do not see it. */
export function chartWords(data: ResultChartData, title: string): string {
  const { chart, series, groups, flows } = data
  const kind = kinds[chart.kind ?? 'bar'].label
  const points = series.reduce((sum, one) => sum + one.points.length, 0)
  const sizes =
    chart.kind === 'sankey'
      ? plural(flows.length, 'flow')
      : chart.kind === 'scatter'
        ? plural(points, 'point')
        : `${plural(series.length, 'series', 'series')} of ${plural(groups.length, 'value')}`
  return `${kind}: ${title}. ${sizes}, made of ${plural(data.rows, 'row')}. ${data.notes.join(' ')}`.trim()
}

/** Whether there is anything to draw. */
export function isEmpty({ chart, series, groups, flows }: ResultChartData): boolean {
  if (chart.kind === 'sankey') return flows.length === 0
  if (chart.kind === 'scatter') return series.every(({ points }) => points.length === 0)
  return (
    groups.length === 0 || series.every(({ values }) => values.every((value) => value === null))
  )
}
