import type { EChartsCoreOption } from 'echarts/core'
import { visibleText } from '../model/visible-text'
import { measureName, numberText, plotted } from './chart-number'
import type { Drawn } from './chart-option'
import { alongTexts } from './chart-table'

/** What somebody else wrote, as text in a tooltip, which is HTML. */
export function escaped(text: string): string {
  const signs: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)
}

/** A name that is too long for the place it has. */
export function shortened(text: string, most: number): string {
  const signs = [...text]
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`
}

/** So much of a name stands beside a slice; the tip has all of it. */
const BESIDE = 48

/** What stands beside a slice or a step; where the picture is narrow, on two lines. */
function besides(name: string, rest: string, width: number): string {
  if (width >= 480) return `${shortened(name, BESIDE)}: ${rest}`
  return `${shortened(name, 16)}\n${rest}`
}

const boxOf = ({ palette }: Drawn) => ({
  trigger: 'item',
  confine: true,
  backgroundColor: palette.surface,
  borderColor: palette.line,
  textStyle: { color: palette.ink, fontSize: 12 },
})

/** The slices of a pie or the steps of a funnel. */
function parts({ data, look, palette }: Drawn) {
  const [line] = data.series
  const unit = data.measures[line?.measure ?? 0]?.unit
  const names = alongTexts(data, look.dates)
  return data.groups.map(({ rest }, at) => ({
    name: names[at] ?? '',
    value: plotted(line?.values[at], unit) ?? 0,
    ...(rest && { itemStyle: { color: palette.other } }),
  }))
}

const shareText = (part: number, whole: number) =>
  whole > 0 ? `${((part / whole) * 100).toFixed(1)}%` : '–'

export function pieOption(drawn: Drawn): EChartsCoreOption {
  const { look, palette, width } = drawn
  const slices = parts(drawn)
  const whole = slices.reduce((sum, { value }) => sum + value, 0)
  const said = (value: number) => `${numberText(value, look.numbers)}, ${shareText(value, whole)}`
  return {
    tooltip: {
      ...boxOf(drawn),
      formatter: (at: { name: string; value: number }) => escaped(`${at.name}: ${said(at.value)}`),
    },
    series: [
      {
        type: 'pie',
        radius: ['0%', width < 480 ? '45%' : '62%'],
        center: ['50%', '54%'],
        data: slices,
        itemStyle: { borderColor: palette.surface, borderWidth: 2 },
        label: {
          color: palette.ink,
          lineHeight: 16,
          // On a narrow picture a label has what room is left beside the pie.
          ...(width >= 480 && { width: 200 }),
          overflow: width < 480 ? 'truncate' : 'break',
          formatter: (at: { name: string; value: number }) =>
            besides(at.name, said(at.value), width),
        },
      },
    ],
  }
}

export function funnelOption(drawn: Drawn): EChartsCoreOption {
  const { look, palette, width } = drawn
  const steps = parts(drawn)
  const first = steps[0]?.value ?? 0
  const said = (value: number) =>
    `${numberText(value, look.numbers)}, ${shareText(value, first)} of the first`
  return {
    tooltip: {
      ...boxOf(drawn),
      formatter: (at: { name: string; value: number }) => escaped(`${at.name}: ${said(at.value)}`),
    },
    series: [
      {
        type: 'funnel',
        left: width < 480 ? 12 : '8%',
        right: width < 480 ? '50%' : '40%',
        top: 56,
        bottom: 24,
        min: 0,
        max: Math.max(...steps.map(({ value }) => value), 0),
        minSize: '2%',
        sort: 'none',
        gap: 2,
        data: steps,
        label: {
          position: 'right',
          color: palette.ink,
          lineHeight: 16,
          width: width < 480 ? width / 2 - 24 : 260,
          overflow: 'break',
          formatter: (at: { name: string; value: number }) =>
            besides(at.name, said(at.value), width),
        },
      },
    ],
  }
}

/** A tile for each number. */
export function numberOption(drawn: Drawn): EChartsCoreOption {
  const { data, look, palette, width } = drawn
  const perRow = Math.max(1, Math.min(4, Math.floor(width / 190), data.series.length))
  const tiles = data.series.map(({ name, values, measure }, at) => {
    const unit = data.measures[measure]?.unit
    return {
      text: numberText(plotted(values[0], unit), look.numbers),
      subtext: measureName({ name: visibleText(name), unit }),
      left: `${((at % perRow) / perRow) * 100 + 2}%`,
      top: 72 + Math.floor(at / perRow) * 92,
      itemGap: 6,
      textStyle: { fontSize: 30, fontWeight: 600, color: palette.ink },
      subtextStyle: {
        fontSize: 13,
        color: palette.quiet,
        width: width / perRow - 24,
        overflow: 'truncate',
      },
    }
  })
  const headline = {
    text: drawn.title,
    left: 12,
    top: 10,
    textStyle: {
      fontSize: 15,
      fontWeight: 600,
      color: palette.ink,
      width: width - 24,
      overflow: 'truncate',
    },
  }
  return { title: [headline, ...tiles], legend: { show: false }, series: [] }
}

export function flowOption(drawn: Drawn): EChartsCoreOption {
  const { data, look, palette, width } = drawn
  const unit = data.measures[0]?.unit
  const nodes = new Map<string, { name: string; text: string; level: number }>()
  const node = (level: number, text: string) => {
    const name = `${level} ${text}`
    nodes.set(name, { name, text, level })
    return name
  }
  const links = data.flows.map(({ from, to, fromLevel, toLevel, value }) => ({
    source: node(fromLevel, from),
    target: node(toLevel, to),
    value: plotted(value, unit) ?? 0,
  }))
  const layered = data.flows.some(({ fromLevel, toLevel }) => fromLevel !== toLevel)
  const textOf = (name: string) => visibleText(nodes.get(name)?.text ?? '') || '(empty)'
  type At = {
    dataType?: string
    name: string
    value: number
    data: { source?: string; target?: string }
  }
  return {
    legend: { show: false },
    tooltip: {
      ...boxOf(drawn),
      formatter: ({ dataType, name, value, data: at }: At) =>
        escaped(
          dataType === 'edge'
            ? `${textOf(at.source ?? '')} → ${textOf(at.target ?? '')}: ${numberText(value, look.numbers)}`
            : `${textOf(name)}: ${numberText(value, look.numbers)}`,
        ),
    },
    series: [
      {
        type: 'sankey',
        left: 16,
        right: width < 480 ? 90 : 170,
        top: 56,
        bottom: 20,
        draggable: false,
        data: [...nodes.values()].map(({ name, level }) => ({
          name,
          ...(layered && { depth: level }),
        })),
        links,
        label: {
          color: palette.ink,
          width: width < 480 ? 80 : 150,
          overflow: 'truncate',
          formatter: ({ name }: { name: string }) => textOf(name),
        },
        lineStyle: { color: 'gradient', opacity: 0.35 },
        itemStyle: { borderWidth: 0 },
      },
    ],
  }
}
