import { expect, it } from 'vitest'
import { column, table } from '../testing'
import { categoriesOf, findTables, type SourceFilter } from './find-tables'

const tables = [
  table('dsp_impressions', {
    columns: [
      column('user_id', { class: 'VERY_HIGH' }),
      column('campaign'),
      column('total_cost', { unit: 'millicents', description: 'What the impression cost.' }),
    ],
  }),
  table('dsp_clicks', { columns: [column('click_cost', { unit: 'millicents' })] }),
  table('dsp_clicks_for_audiences', { audienceOnly: true }),
  table('conversions', {
    category: 'Conversions',
    description: 'Purchases and other conversions.',
    columns: [column('event_category', { values: ['purchase', 'website'] }), column('cost')],
    instanceIds: ['ins_1', 'ins_2'],
  }),
  table('conversions_all', { category: 'Flexible', paid: true, instanceIds: ['ins_2'] }),
  table('adserver_clicks', { category: 'Amazon Ad Server', deprecated: true }),
]

const names = (filter: SourceFilter, instances: string[] | null = null) =>
  findTables(tables, filter, instances && new Set(instances)).map((found) => found.table.name)
const foundBy = (search: string) =>
  findTables(tables, { search }, null).map(
    ({ table: { name }, columns }) => `${name}:${columns.map((c) => c.name).join(',')}`,
  )

it('keeps the order of the list, with what AMC gave up last and audience tables away', () => {
  const old = table('a_old', { deprecated: true })
  expect(findTables([old, ...tables], {}, null).map((found) => found.table.name)).toEqual([
    'dsp_impressions',
    'dsp_clicks',
    'conversions',
    'conversions_all',
    'a_old',
    'adserver_clicks',
  ])
})

it('puts the table of that name first, then names that begin with it, then columns', () => {
  expect(names({ search: 'conversions' })).toEqual(['conversions', 'conversions_all'])
  expect(names({ search: 'click' })).toEqual(['dsp_clicks', 'adserver_clicks'])
})

it('finds columns by name, the exact one before its parts', () => {
  expect(foundBy('cost')).toEqual([
    'conversions:cost',
    'dsp_impressions:total_cost',
    'dsp_clicks:click_cost',
  ])
  expect(foundBy('dsp total')).toEqual(['dsp_impressions:total_cost'])
  expect(foundBy('dsp_impressions.campaign')).toEqual(['dsp_impressions:campaign'])
})

it('finds columns by unit, class, value and description', () => {
  expect(foundBy('millicents')).toEqual(['dsp_impressions:total_cost', 'dsp_clicks:click_cost'])
  expect(foundBy('very_high')).toEqual(['dsp_impressions:user_id'])
  expect(foundBy('WEBSITE')).toEqual(['conversions:event_category'])
  expect(foundBy('what impression')).toEqual(['dsp_impressions:total_cost'])
})

it('finds a table by its description when nothing nearer matches', () => {
  expect(foundBy('purchases')).toEqual(['conversions:'])
})

it('puts a better fitting column of a removed table behind those of living ones', () => {
  const old = table('a_old', { deprecated: true, columns: [column('cost_per_unit')] })
  const found = findTables([old, ...tables], { search: 'cost' }, null)
  expect(found.at(-1)?.table.name).toBe('a_old')
})

it('wants every word, in one column', () => {
  expect(names({ search: 'campaign millicents' })).toEqual([])
  expect(names({ search: 'zzz' })).toEqual([])
})

it('narrows by category, by cost and by the instances that have a table', () => {
  expect(names({ category: 'Conversions' })).toEqual(['conversions'])
  expect(names({ cost: 'paid' })).toEqual(['conversions_all'])
  expect(names({ cost: 'free', search: 'conversions' })).toEqual(['conversions'])
  expect(names({}, ['ins_2'])).toEqual(['conversions', 'conversions_all'])
  expect(names({}, [])).toEqual([])
})

it('shows audience tables when the filter or the search asks for them', () => {
  expect(names({ audiences: true, search: 'clicks_for' })).toEqual(['dsp_clicks_for_audiences'])
  expect(names({ search: 'clicks aud' })).toEqual(['dsp_clicks_for_audiences'])
})

it('tells each category once', () => {
  expect(categoriesOf(tables)).toEqual([
    'Amazon DSP',
    'Conversions',
    'Flexible',
    'Amazon Ad Server',
  ])
})
