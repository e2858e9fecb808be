import { expect, it } from 'vitest'
import type { ResultChartData, ResultViewColumn } from '@/api/executions'
import { chartKinds, columnsFor, kinds, turnInto } from './chart-kinds'
import { dateText, exactText, numberText, plotted } from './chart-number'
import { chartOption } from './chart-option'
import { escaped } from './chart-option-parts'
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
