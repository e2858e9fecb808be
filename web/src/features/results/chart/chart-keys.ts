import type { ResultChartData } from '@/api/executions'
import type { ChartLook } from './chart-search'
import { pointTable } from './chart-table'

/** Where somebody is who goes through a chart by the keyboard. */
export type Place = { series: number; point: number }

/** What has lines beside each other; others have points only. */
const lined = ['line', 'area', 'bar', 'scatter', 'heatmap', 'histogram']

/** So many points to the right, and so many lines down; it goes round. */
export function moved(data: ResultChartData, from: Place, step: number, turn: number): Place {
  const { kind = 'bar' } = data.chart
  const lines = lined.includes(kind) ? Math.max(1, data.series.length) : 1
  const series = (from.series + turn + lines) % lines
  const many =
    kind === 'sankey'
      ? data.flows.length
      : kind === 'scatter'
        ? (data.series[series]?.points.length ?? 0)
        : data.groups.length
  const point = many === 0 ? 0 : (Math.max(0, from.point + step) + many) % many
  return { series, point: turn && from.point < 0 ? 0 : point }
}

/** What ECharts is told to show at a place. */
export function shownAt({ chart, groups }: ResultChartData, { series, point }: Place) {
  // A tip of a flow would be that of a place it goes through.
  if (chart.kind === 'sankey')
    return { type: 'highlight', seriesIndex: 0, dataType: 'edge', dataIndex: point }
  // The rows of a heat map are one series.
  if (chart.kind === 'heatmap')
    return { type: 'showTip', seriesIndex: 0, dataIndex: series * groups.length + point }
  return { type: 'showTip', seriesIndex: series, dataIndex: point }
}

/** What the table of points says of a place. */
export function pointWords(data: ResultChartData, look: ChartLook, { series, point }: Place) {
  const { head, rows } = pointTable(data, look)
  if (data.chart.kind === 'scatter') {
    const before = data.series.slice(0, series).reduce((sum, one) => sum + one.points.length, 0)
    return (rows[before + point] ?? []).map((cell, at) => `${head[at]} ${cell}`).join(', ')
  }
  const row = rows[point] ?? []
  if (data.chart.kind === 'sankey') {
    const [from, to, value] = row.slice(-3)
    return `${row.length > 3 ? `Step ${row[0]}, ` : ''}${from} to ${to}: ${value}`
  }
  const axis = data.x ? 1 : 0
  if (data.split || data.chart.kind === 'heatmap')
    return `${row[0]}, ${head[axis + series]}: ${row[axis + series]}`
  return [row[0], ...row.slice(axis).map((cell, at) => `${head[axis + at]} ${cell}`)]
    .slice(data.x ? 0 : 1)
    .join(', ')
}
