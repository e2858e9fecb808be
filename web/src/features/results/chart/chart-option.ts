import type { EChartsCoreOption } from 'echarts/core'
import type { ResultChartData } from '@/api/executions'
import { isTime } from './chart-kinds'
import { dateText, measureName, numberText, plotted } from './chart-number'
import { flowOption, funnelOption, numberOption, pieOption, shortened } from './chart-option-parts'
import type { ChartLook } from './chart-search'
import { alongTexts, seriesNames } from './chart-table'
import type { Palette } from './palette'

export type Drawn = {
  data: ResultChartData
  look: ChartLook
  title: string
  palette: Palette
  /** In pixels. */
  width: number
}

const symbols = ['circle', 'rect', 'triangle', 'diamond', 'roundRect', 'pin', 'arrow', 'circle']
const dashes = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]] as const

/** What ECharts is told to draw. */
export function chartOption(drawn: Drawn): EChartsCoreOption {
  const { kind } = drawn.data.chart
  const own =
    kind === 'number'
      ? numberOption(drawn)
      : kind === 'pie'
        ? pieOption(drawn)
        : kind === 'funnel'
          ? funnelOption(drawn)
          : kind === 'sankey'
            ? flowOption(drawn)
            : axesOption(drawn)
  return { ...frame(drawn), ...own }
}

function frame({ look, title, palette, data, width }: Drawn): EChartsCoreOption {
  const legend = look.legend ?? (data.series.length > 1 ? 'bottom' : 'none')
  return {
    animation: false,
    backgroundColor: palette.surface,
    color: palette.series,
    textStyle: { fontFamily: 'Inter Variable, system-ui, sans-serif', color: palette.ink },
    title: {
      text: title,
      left: 12,
      top: 10,
      textStyle: {
        fontSize: 15,
        fontWeight: 600,
        color: palette.ink,
        width: width - 24,
        overflow: 'truncate',
      },
    },
    // The chart is described by the page itself.
    aria: { enabled: true, label: { enabled: false }, decal: { show: look.patterns ?? false } },
    legend: {
      show: legend !== 'none' && data.chart.kind !== 'heatmap' && data.chart.kind !== 'box',
      type: 'scroll',
      textStyle: { color: palette.quiet, width: 160, overflow: 'truncate' },
      pageTextStyle: { color: palette.quiet },
      pageIconColor: palette.quiet,
      ...(legend === 'right'
        ? { orient: 'vertical', right: 8, top: 44, bottom: 12 }
        : legend === 'top'
          ? { top: 38, left: 12, right: 12 }
          : { bottom: 8, left: 12, right: 12 }),
    },
    tooltip: {
      trigger: 'item',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12 },
    },
  }
}

function axesOption(drawn: Drawn): EChartsCoreOption {
  const { data, look, palette, width } = drawn
  const { kind } = data.chart
  const legend = look.legend ?? (data.series.length > 1 ? 'bottom' : 'none')
  const below = legend === 'bottom' && kind !== 'heatmap' && kind !== 'box' ? 62 : 36
  const isMap = kind === 'heatmap'
  return {
    grid: {
      left: 16,
      right: isMap && width < 480 ? 112 : legend === 'right' || isMap ? 150 : 24,
      top: legend === 'top' ? 84 : 60,
      bottom: below - 26,
      outerBoundsMode: 'same',
      outerBoundsContain: 'all',
    },
    xAxis: kind === 'scatter' ? pointAxis(drawn, 'x') : groupAxis(drawn),
    yAxis: isMap ? rowAxis(drawn) : kind === 'scatter' ? pointAxis(drawn, 'y') : valueAxis(drawn),
    ...(isMap && { visualMap: shades(drawn) }),
    tooltip: {
      trigger: kind === 'line' || kind === 'area' || kind === 'bar' ? 'axis' : 'item',
      confine: true,
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12 },
      valueFormatter: (value: unknown) =>
        Array.isArray(value)
          ? value
              .map((part) => (typeof part === 'number' ? numberText(part, 'exact') : part))
              .join(', ')
          : numberText(
              typeof value === 'number' ? value : null,
              look.numbers === 'percent' ? 'percent' : 'exact',
            ),
    },
    series: seriesOf(drawn),
  }
}

/** What is a name to its end on an axis. */
const NAME = 18

/**
 * Texts stand beside each other as long as they have room, else they lean; where
 * even that is too narrow, or along time, some are left out.
 */
function labelRoom({ data, look, width }: Drawn, texts: string[]) {
  if (data.chart.step) return { width: 110, overflow: 'truncate' }
  const isMap = data.chart.kind === 'heatmap'
  const beside = isMap ? (width < 480 ? 242 : 280) : look.legend === 'right' ? 230 : 90
  const room = (width - beside) / texts.length
  const longest = Math.max(0, ...texts.map((text) => text.length)) * 7
  if (room - 8 >= Math.min(64, longest))
    return {
      interval: 0,
      hideOverlap: false,
      width: room - 8,
      overflow: 'truncate',
      formatter: (_: string, at: number) => texts[at] ?? '',
    }
  return {
    rotate: 40,
    interval: room >= 16 ? 0 : 'auto',
    formatter: (_: string, at: number) => shortened(texts[at] ?? '', NAME),
  }
}

const axisLook = ({ palette }: Drawn) => ({
  axisLabel: { color: palette.quiet, hideOverlap: true },
  axisLine: { lineStyle: { color: palette.line } },
  splitLine: { lineStyle: { color: palette.line } },
  nameTextStyle: { color: palette.quiet },
  nameLocation: 'middle',
  // Beyond the labels, however wide they are.
  nameMoveOverlap: true,
  nameGap: 8,
})

function groupAxis(drawn: Drawn) {
  const { data, look } = drawn
  const plain = axisLook(drawn)
  const texts = alongTexts(data, look.dates)
  return {
    ...plain,
    type: 'category',
    name: look.xTitle ?? (data.x ? measureName(data.x) : ''),
    data: texts,
    axisLabel: { ...plain.axisLabel, ...labelRoom(drawn, labelsAlong(drawn, texts)) },
    splitLine: { show: false },
  }
}

/** What stands along the axis; of spans of numbers the tip has every digit. */
function labelsAlong({ data, look }: Drawn, texts: string[]): string[] {
  if (data.chart.kind !== 'histogram' || !data.x || isTime(data.x)) return texts
  const unit = data.x.unit
  return data.groups.map(({ text, to }) =>
    [text, to].map((edge) => numberText(plotted(edge, unit), look.numbers)).join(' to '),
  )
}

function rowAxis(drawn: Drawn) {
  const plain = axisLook(drawn)
  return {
    ...plain,
    type: 'category',
    name: drawn.look.yTitle ?? drawn.data.y?.name ?? '',
    inverse: true,
    data: seriesNames(drawn.data),
    axisLabel: { ...plain.axisLabel, width: 96, overflow: 'truncate' },
    splitLine: { show: false },
  }
}

function valueAxis(drawn: Drawn) {
  const { data, look } = drawn
  const [only, ...more] = new Set(data.measures.map(({ unit }) => unit))
  const [first] = data.measures
  const named = data.series.length === 1 || data.split || data.chart.kind === 'box'
  const name = named && first ? measureTitle(drawn) : only && more.length === 0 ? 'currency' : ''
  const plain = axisLook(drawn)
  return {
    ...plain,
    type: 'value',
    scale: data.chart.kind === 'box',
    name: look.yTitle ?? name,
    axisLabel: {
      ...plain.axisLabel,
      formatter: (value: number) => numberText(value, look.numbers),
    },
  }
}

/** What is measured, as the axis names it. */
export function measureTitle({ data }: Drawn): string {
  const [first] = data.measures
  if (!first) return ''
  const functions = {
    count: 'count of',
    countDistinct: 'different',
    sum: 'sum of',
    min: 'least',
    max: 'greatest',
    mean: 'mean',
  }
  const name = first.aggregate
    ? `${functions[first.aggregate]} ${first.source ? first.name : 'rows'}`
    : first.name
  return measureName({ ...first, name })
}

function pointAxis(drawn: Drawn, which: 'x' | 'y') {
  const { data, look } = drawn
  const column = data[which]
  const plain = axisLook(drawn)
  const isClock = column !== undefined && isTime(column)
  return {
    ...plain,
    type: isClock ? 'time' : 'value',
    scale: true,
    name: (which === 'x' ? look.xTitle : look.yTitle) ?? (column ? measureName(column) : ''),
    axisLabel: {
      ...plain.axisLabel,
      ...(!isClock && { formatter: (value: number) => numberText(value, look.numbers) }),
      ...(isClock && {
        formatter: (value: number) =>
          dateText(new Date(value).toISOString().slice(0, 10), 'day', look.dates),
      }),
    },
  }
}

function shades(drawn: Drawn) {
  const { data, palette, look } = drawn
  const all = data.series.flatMap(({ values, measure }) =>
    values.map((value) => plotted(value, data.measures[measure]?.unit)),
  )
  const found = all.filter((value) => value !== null)
  const least = Math.min(0, ...found)
  return {
    min: least,
    max: Math.max(least + Number.MIN_VALUE, ...found),
    calculable: true,
    right: 12,
    top: 60,
    itemHeight: 160,
    inRange: { color: palette.ramp },
    textStyle: { color: palette.quiet },
    formatter: (value: number) => numberText(value, look.numbers),
  }
}

function seriesOf(drawn: Drawn): object[] {
  const { data, look, palette } = drawn
  const { kind } = data.chart
  const names = seriesNames(data)
  const valuesOf = (at: number) => {
    const line = data.series[at]
    return (line?.values ?? []).map((value) =>
      plotted(value, data.measures[line?.measure ?? 0]?.unit),
    )
  }
  if (kind === 'heatmap') {
    const cells = data.series.flatMap((_, row) =>
      valuesOf(row).map((value, at) => [at, row, value ?? '-']),
    )
    return [
      {
        type: 'heatmap',
        name: measureTitle(drawn),
        data: cells,
        itemStyle: { borderColor: palette.surface, borderWidth: 1 },
      },
    ]
  }
  if (kind === 'box') {
    const parts = [0, 1, 2, 3, 4].map(valuesOf)
    const boxes = data.groups.map((_, at) => parts.map((part) => part[at] ?? 0))
    return [
      {
        type: 'boxplot',
        name: data.y?.name ?? '',
        data: boxes,
        itemStyle: { color: palette.ramp[0], borderColor: palette.series[0] },
      },
    ]
  }
  if (kind === 'scatter') {
    const at = (value: string, column: typeof data.x) =>
      column && isTime(column) ? Date.parse(value) : plotted(value, column?.unit)
    return data.series.map(({ points, group }, index) => ({
      type: 'scatter',
      name: names[index],
      symbol: symbols[index % symbols.length],
      symbolSize: 7,
      itemStyle: { opacity: 0.7, ...(group?.rest && { color: palette.other }) },
      data: points.map(([x, y]) => [at(x, data.x), at(y, data.y)]),
    }))
  }
  return data.series.map(({ group }, index) => ({
    type: kind === 'line' || kind === 'area' ? 'line' : 'bar',
    name: names[index],
    data: valuesOf(index),
    ...(group?.rest && { color: palette.other }),
    ...(look.stacked && (kind === 'bar' || kind === 'area') && { stack: 'all' }),
    ...(kind === 'histogram' && { barCategoryGap: '4%' }),
    ...(kind === 'bar' && { barMaxWidth: 48 }),
    ...((kind === 'line' || kind === 'area') && {
      symbol: symbols[index % symbols.length],
      symbolSize: 6,
      showSymbol: data.groups.length <= 60,
      lineStyle: { width: 2, type: dashes[Math.floor(index / 2) % dashes.length] },
    }),
    ...(kind === 'area' && { areaStyle: { opacity: look.stacked ? 0.75 : 0.25 } }),
  }))
}
