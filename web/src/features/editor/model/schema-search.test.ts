import { expect, it } from 'vitest'
import type { DataSource } from '@/api/instances'
import { searchSchema } from './schema-search'

const column = (name: string, description = '') => ({
  name,
  description,
  type: 'STRING',
  class: 'LOW',
  role: 'DIMENSION',
})

const table = (name: string, category: string, ...columns: string[]): DataSource => ({
  name,
  category,
  description: '',
  kind: 'FACT',
  paid: false,
  deprecated: false,
  audienceOnly: false,
  uploaded: false,
  declared: false,
  columns: columns.map((c) => column(c)),
})

const tables = [
  table('dsp_impressions', 'Amazon DSP', 'user_id', 'campaign'),
  table('dsp_clicks', 'Amazon DSP', 'user_id', 'click_cost'),
  table('conversions', 'Conversions', 'user_id', 'event_type'),
]

const names = (search: string, opened: string[] = []) =>
  searchSchema(tables, search, new Set(opened)).flatMap((group) =>
    group.tables.map(
      (t) => `${t.table.name}:${t.open ? t.columns.map((c) => c.name).join(',') : ''}`,
    ),
  )

it('shows everything closed by default, grouped by category', () => {
  expect(searchSchema(tables, '', new Set()).map((group) => group.category)).toEqual([
    'Amazon DSP',
    'Conversions',
  ])
  expect(names('', ['conversions'])).toContain('conversions:user_id,event_type')
})

it('opens a table at the columns that match', () => {
  expect(names('cost')).toEqual(['dsp_clicks:click_cost'])
})

it('finds a column of a named table', () => {
  expect(names('dsp camp')).toEqual(['dsp_impressions:campaign'])
})

it('keeps tables for audiences out of the way until they are asked for', () => {
  const twin = { ...table('dsp_clicks_for_audiences', 'Amazon DSP', 'user_id'), audienceOnly: true }
  const found = (search: string) => searchSchema([twin], search, new Set()).length
  expect(found('')).toBe(0)
  expect(found('clicks')).toBe(0)
  expect(found('clicks aud')).toBe(1)
})

it('finds nothing rather than everything', () => {
  expect(names('zzz')).toEqual([])
})

it('shows what AMC gave up last', () => {
  const old = { ...table('adserver_traffic', 'Amazon Ad Server', 'user_id'), deprecated: true }
  expect(searchSchema([old, ...tables], '', new Set()).map((group) => group.category)).toEqual([
    'Amazon DSP',
    'Conversions',
    'Amazon Ad Server',
  ])
})
