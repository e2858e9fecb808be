import { expect, it } from 'vitest'
import type { ResultChartData, ResultViewColumn } from '@/api/executions'
import { moved, pointWords, shownAt } from './chart-keys'
import { chartKinds, columnsFor, kinds, turnInto } from './chart-kinds'
import { dateText, exactText, numberText, plotted } from './chart-number'
import { chartOption } from './chart-option'
import { escaped, shortened } from './chart-option-parts'
import { chartSearch } from './chart-search'
import { alongTexts, chartWords, isEmpty, pointTable } from './chart-table'
import { paletteOf } from './palette'
import { pictureName } from './picture'

const column = (id: string, name: string, stored: ResultViewColumn['stored'], more = {}) =>
  ({
    id,
    name,
    stored,
    type: '',
    metric: false,
    computed: false,
    key: false,
    ...more,
  }) as ResultViewColumn

const shop = column('c0', 'shop', 'text')
const day = column('c1', 'day', 'date')
const spend = column('a0', 'spend', 'decimal', {
  aggregate: 'sum',
  source: 'c2',
  unit: 'microcents',
})

const bars: ResultChartData = {
  chart: { kind: 'bar', x: 'c0', values: [{ function: 'sum', column: 'c2' }], limit: 30 },
  title: 'Sum of spend by shop',
  notes: ['The 2 largest of 40 values of shop stand alone; the rest are together as Other.'],
  rows: 1234,
  x: shop,
  measures: [spend],
  groups: [{ text: 'a' }, { text: null }, { text: '' }, { text: null, rest: true }],
  series: [
    {
      name: 'sum of spend',
      measure: 0,
      values: ['123456789012345678', '100000000', null, '50000000'],
      points: [],
    },
  ],
  flows: [],
  suggested: [],
}

it('tells the points in a table without losing a digit', () => {
  expect(pointTable(bars, {})).toEqual({
    head: ['shop', 'sum of spend (currency)'],
    rows: [
      ['a', '1,234,567,890.12345678'],
      ['NULL', '1'],
      ['(empty)', '–'],
      ['Other', '0.5'],
    ],
  })
  expect(chartWords(bars, 'Mine')).toBe(
    'Bars: Mine. 1 series of 4 values, made of 1,234 rows. The 2 largest of 40 values of shop stand alone; the rest are together as Other.',
  )
})

it('draws money in the currency', () => {
  expect(plotted('150000', 'millicents')).toBe(1.5)
  expect(plotted(null, undefined)).toBeNull()
  expect(exactText('1234567.10', undefined)).toBe('1,234,567.10')
})

it('writes numbers and dates as they are asked for', () => {
  expect(numberText(1234567)).toBe('1.2M')
  expect(numberText(0.012345)).toBe('0.0123')
  expect(numberText(1234567, 'whole')).toBe('1,234,567')
  expect(numberText(0.1234, 'percent')).toBe('12.3%')
  expect(numberText(null)).toBe('–')
  expect(dateText('2026-04-01', 'quarter', 'short')).toBe('Q2 2026')
  expect(dateText('2026-04-01', 'month', 'short')).toBe('Apr 2026')
  expect(dateText('2026-04-01', 'day', 'short')).toBe('1 Apr 2026')
  expect(dateText('2026-04-01T10:00:00Z', 'hour', 'short')).toBe('1 Apr 10:00')
  expect(dateText('2026-04-01', 'day', 'iso')).toBe('2026-04-01')
  expect(dateText('no date', 'day', 'short')).toBe('no date')
})

it('turns a chart into another kind, keeping what means something to it', () => {
  const columns = [shop, day, column('c2', 'spend', 'decimal'), column('c3', 'clicks', 'integer')]
  const from = {
    kind: 'bar' as const,
    x: 'c0',
    split: 'c1',
    values: [{ function: 'count' as const }],
  }
  expect(turnInto('line', from, [], columns)).toEqual({ ...from, kind: 'line' })
  expect(turnInto('pie', from, [], columns)).toEqual({ kind: 'pie', x: 'c0', values: from.values })
  expect(turnInto('histogram', from, [], columns)).toEqual({ kind: 'histogram', x: 'c1' })
  expect(turnInto('scatter', from, [{ kind: 'scatter', x: 'c2', y: 'c3' }], columns)).toEqual({
    kind: 'scatter',
    x: 'c2',
    y: 'c3',
    split: 'c1',
  })
  expect(turnInto('box', from, [], columns)).toEqual({ kind: 'box', x: 'c0', y: 'c2' })
  expect(turnInto('sankey', { ...from, x: 'c1' }, [], columns)).toMatchObject({ x: 'c1', y: 'c0' })
  expect(turnInto('sankey', from, [], columns).y).toBeUndefined()
  expect(columnsFor({ label: '', takes: 'number' }, columns).map(({ id }) => id)).toEqual([
    'c2',
    'c3',
  ])
})

it('takes only a chart that is one from an address', () => {
  expect(
    chartSearch.safeParse({ spec: { kind: 'bar', x: 'c0' }, look: { title: 'A' } }).success,
  ).toBe(true)
  expect(chartSearch.safeParse({ spec: { kind: 'cake' } }).success).toBe(false)
  expect(chartSearch.safeParse({ look: { title: 'a'.repeat(201) } }).success).toBe(false)
  expect(chartSearch.safeParse({ spec: { limit: 1e9 } }).success).toBe(false)
})

it('makes an option of every kind, and none of what a stranger wrote becomes markup', () => {
  const palette = paletteOf('dark', () => '#123456')
  for (const kind of chartKinds) {
    const data: ResultChartData = {
      ...bars,
      chart: { ...bars.chart, kind },
      y: spend,
      series: bars.series.map((line) => ({ ...line, points: [['1', '2']] })),
      flows: [{ from: 'a', to: 'b', fromLevel: 0, toLevel: 1, value: '3' }],
    }
    const option = chartOption({ data, look: {}, title: 'T', palette, width: 400 })
    expect(option.series, kind).toBeDefined()
    expect(kinds[kind].label).not.toBe('')
  }
  expect(escaped('<img src=x onerror="a()">')).toBe('&lt;img src=x onerror=&quot;a()&quot;&gt;')
})

it('knows when there is nothing to draw', () => {
  expect(isEmpty(bars)).toBe(false)
  expect(isEmpty({ ...bars, groups: [] })).toBe(true)
  expect(isEmpty({ ...bars, chart: { kind: 'sankey' } })).toBe(true)
})

it('names a picture by its title', () => {
  expect(pictureName('Sum of spend / day: "ü"', 'png')).toBe('Sum-of-spend-day-ü.png')
  expect(pictureName('///', 'svg')).toBe('chart.svg')
})

it('writes days as asked along every axis, those of boxes too, which have no step', () => {
  const boxes: ResultChartData = {
    ...bars,
    chart: { kind: 'box', x: 'c1', y: 'c2' },
    x: day,
    groups: [{ text: '2026-01-05' }],
  }
  expect(alongTexts(boxes, 'short')).toEqual([dateText('2026-01-05', 'day', 'short')])
  expect(alongTexts(boxes, 'iso')).toEqual(['2026-01-05'])
})

const fields: ResultChartData = {
  ...bars,
  chart: { kind: 'heatmap', x: 'c0', y: 'c3' },
  measures: [column('a0', 'clicks', 'integer')],
  y: column('c3', 'device', 'text'),
  groups: [{ text: 'a' }, { text: 'b' }],
  series: [
    { name: '', measure: 0, group: { text: 'Phone' }, values: ['1', '2'], points: [] },
    { name: '', measure: 0, group: { text: 'TV' }, values: ['3', '4000'], points: [] },
  ],
}

it('goes through a heat map field by field', () => {
  const right = moved(fields, { series: 0, point: -1 }, 1, 0)
  expect(pointWords(fields, {}, right)).toBe('a, Phone: 1')
  const down = moved(fields, moved(fields, right, 1, 0), 0, 1)
  expect(pointWords(fields, {}, down)).toBe('b, TV: 4,000')
  expect(shownAt(fields, down)).toEqual({ type: 'showTip', seriesIndex: 0, dataIndex: 3 })
  expect(moved(fields, down, 1, 1)).toEqual({ series: 0, point: 0 })
  expect(chartWords(fields, 'Mine')).toContain('2 rows of 2 fields')
})

it('tells the step of a flow along a path, and marks the flow itself', () => {
  const flow = { from: 'Video', to: 'Video', value: '7' }
  const flows: ResultChartData = {
    ...bars,
    chart: { kind: 'sankey', x: 'c0' },
    measures: [column('a0', 'users', 'integer')],
    flows: [
      { ...flow, fromLevel: 0, toLevel: 1 },
      { ...flow, fromLevel: 1, toLevel: 2 },
    ],
  }
  expect(pointTable(flows, {})).toEqual({
    head: ['Step', 'From', 'To', 'users'],
    rows: [
      ['1 to 2', 'Video', 'Video', '7'],
      ['2 to 3', 'Video', 'Video', '7'],
    ],
  })
  const second = { series: 0, point: 1 }
  expect(pointWords(flows, {}, second)).toBe('Step 2 to 3, Video to Video: 7')
  expect(shownAt(flows, second)).toMatchObject({ type: 'highlight', dataType: 'edge' })
  const [first] = flows.flows
  const single = { ...flows, flows: first ? [first] : [] }
  expect(pointWords(single, {}, { series: 0, point: 0 })).toBe('Video to Video: 7')
})

it('calls the parts of a chart what they are', () => {
  const sizes = { pie: '4 slices', box: '4 boxes', histogram: '4 spans', number: '1 number' }
  for (const [kind, words] of Object.entries(sizes)) {
    const chart = { kind: kind as keyof typeof sizes }
    expect(chartWords({ ...bars, chart }, 'Mine')).toContain(`: Mine. ${words}, made of`)
  }
})

it('writes spans of money in the currency and without the noise of computing', () => {
  const spans: ResultChartData = {
    ...bars,
    chart: { kind: 'histogram', x: 'c2' },
    x: column('c2', 'spend', 'integer', { unit: 'microcents' }),
    groups: [{ text: '-123456700000', to: '100000000' }],
  }
  expect(alongTexts(spans, 'short')).toEqual(['-1,234.567 to 1'])
  expect(pointTable(spans, {}).head[0]).toBe('spend (currency)')
  const drawn = { data: spans, look: {}, title: 'T', palette: paletteOf('light', () => '#123456') }
  const { axisLabel } = chartOption({ ...drawn, width: 1100 }).xAxis as {
    axisLabel: { formatter: (text: string, at: number) => string }
  }
  expect(axisLabel.formatter('', 0)).toBe('-1.2K to 1')
  const plain = { ...spans, x: column('c2', 'price', 'double') }
  plain.groups = [{ text: '-12.040000000000001', to: '9007199254740993' }]
  expect(alongTexts(plain, 'short')).toEqual(['-12.04 to 9,007,199,254,740,993'])
  plain.groups = [{ text: '2026-01-05', to: '2026-01-06' }]
  expect(alongTexts(plain, 'iso')).toEqual(['2026-01-05 to 2026-01-06'])
})

it('shows names that would turn the text around them, and has room for long ones', () => {
  const palette = paletteOf('light', () => '#123456')
  const names = Array.from({ length: 20 }, (_, at) => ({ text: `name ${at} ${'a'.repeat(300)}` }))
  const long = { ...bars, groups: [{ text: '\u202Eevil\n text' }, ...names] }
  expect(alongTexts(long, 'short')[0]).toBe('[U+202E]evil text')
  const option = chartOption({ data: long, look: {}, title: 'T', palette, width: 1100 })
  const { axisLabel } = option.xAxis as {
    axisLabel: { rotate: number; interval: number; formatter: (text: string, at: number) => string }
  }
  expect(axisLabel).toMatchObject({ rotate: 40, interval: 0 })
  expect(axisLabel.formatter('', 1)).toBe('name 0 aaaaaaaaaa…')
  const few = chartOption({ data: bars, look: {}, title: 'T', palette, width: 1100 })
  expect(few.xAxis).not.toHaveProperty('axisLabel.rotate')
  expect(shortened('🦊🦊🦊', 2)).toBe('🦊…')
})

it('names slices on two lines where the picture is narrow', () => {
  const drawn = { look: {}, title: 'T', palette: paletteOf('light', () => '#123456') }
  const data = { ...bars, chart: { ...bars.chart, kind: 'pie' as const } }
  const labelAt = (width: number) => {
    const [pie] = chartOption({ ...drawn, data, width }).series as {
      label: { formatter: (at: { name: string; value: number }) => string }
    }[]
    return pie?.label.formatter({ name: 'a'.repeat(60), value: 617283945 })
  }
  expect(labelAt(330)).toMatch(/^a{15}…\n617\.3M, /)
  expect(labelAt(1100)).toMatch(/^a{47}…: 617\.3M, /)
})
