import type { ResultChartData, ResultChartGroup, ResultViewColumn } from '@/api/executions'
import { plural } from '@/lib/number'
import { shiftOf } from '../model/column-format'
import { shifted } from '../model/decimal-text'
import { visibleText } from '../model/visible-text'
import { isTime, kinds } from './chart-kinds'
import { dateText, edgeText, exactText, measureName } from './chart-number'
import type { ChartLook } from './chart-search'

/** What was drawn, as rows of text. */
export type PointTable = { head: string[]; rows: string[][] }

/** The name of a place along an axis. */
export function groupText(
  { text, to, rest }: ResultChartGroup,
  step: string | undefined,
  dates: ChartLook['dates'],
  unit?: ResultViewColumn['unit'],
): string {
  if (rest) return 'Other'
  if (text === null) return 'NULL'
  if (to !== undefined) return `${edgeText(text, unit, dates)} to ${edgeText(to, unit, dates)}`
  if (step) return dateText(text, step, dates)
  return visibleText(shifted(text, shiftOf(unit))).replace(/\s*[\r\n]+\s*/g, ' ') || '(empty)'
}

export function alongTexts(data: ResultChartData, dates: ChartLook['dates']): string[] {
  const step = data.chart.step ?? (data.x?.stored === 'date' ? 'day' : undefined)
  return data.groups.map((group) => groupText(group, step, dates, data.x?.unit))
}

export function seriesNames({ series, split, y, chart }: ResultChartData): string[] {
  const column = chart.kind === 'heatmap' ? y : split
  return series.map(({ name, group }) =>
    group
      ? groupText(group, column && isTime(column) ? 'day' : undefined, 'iso', column?.unit)
      : visibleText(name),
  )
}

/** The points as a table: a row for each place along x, each point, or each flow. */
export function pointTable(data: ResultChartData, look: ChartLook): PointTable {
  const { chart, series, measures, flows, x, y } = data
  const names = seriesNames(data)
  if (chart.kind === 'sankey') {
    const [measure] = measures
    const byStep = new Set(flows.map(({ fromLevel }) => fromLevel)).size > 1
    const head = ['From', 'To', measure ? measureName(measure) : 'value']
    return {
      head: [...(byStep ? ['Step'] : []), ...head],
      rows: flows.map(({ from, to, fromLevel, toLevel, value }) => [
        ...(byStep ? [`${fromLevel + 1} to ${toLevel + 1}`] : []),
        visibleText(from),
        visibleText(to),
        exactText(value, measure?.unit),
      ]),
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
      ...(x ? [measureName(x)] : []),
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
  const { chart } = data
  const kind = kinds[chart.kind ?? 'bar'].label
  const sizes = sizeWords(data)
  return `${kind}: ${visibleText(title)}. ${sizes}, made of ${plural(data.rows, 'row')}. ${data.notes.join(' ')}`.trim()
}

function sizeWords({ chart, series, groups, flows }: ResultChartData): string {
  const points = series.reduce((sum, one) => sum + one.points.length, 0)
  switch (chart.kind) {
    case 'sankey':
      return plural(flows.length, 'flow')
    case 'scatter':
      return plural(points, 'point')
    case 'number':
      return plural(series.length, 'number')
    case 'pie':
      return plural(groups.length, 'slice')
    case 'funnel':
      return plural(groups.length, 'step')
    case 'histogram':
      return plural(groups.length, 'span')
    case 'box':
      return plural(groups.length, 'box', 'boxes')
    case 'heatmap':
      return `${plural(series.length, 'row')} of ${plural(groups.length, 'field')}`
    default:
      return `${plural(series.length, 'series', 'series')} of ${plural(groups.length, 'value')}`
  }
}

/** Whether there is anything to draw. */
export function isEmpty({ chart, series, groups, flows }: ResultChartData): boolean {
  if (chart.kind === 'sankey') return flows.length === 0
  if (chart.kind === 'scatter') return series.every(({ points }) => points.length === 0)
  return (
    groups.length === 0 || series.every(({ values }) => values.every((value) => value === null))
  )
}
