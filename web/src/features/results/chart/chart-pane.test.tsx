import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import type { ResultChart, ResultChartData, ResultViewColumn } from '@/api/executions'
import { show } from '@/lib/testing/show'
import { ChartPane } from './chart-pane'
import type { ChartAddress } from './chart-search'

vi.mock('./chart-canvas', () => ({ default: () => <p>the chart</p> }))
vi.mock('@/api/executions', async (original) => ({
  ...(await original<object>()),
  resultChartQuery: (_id: string, _view: string, chart: string) => ({
    queryKey: ['chart', chart],
    queryFn: async () => {
      if (!chart.includes('pie')) return drawn
      throw new ApiError(422, { code: 'result.chart', detail: 'This chart cannot be drawn.' })
    },
  }),
}))

const column = (id: string, name: string, stored: ResultViewColumn['stored']) =>
  ({
    id,
    name,
    stored,
    type: '',
    metric: false,
    computed: false,
    key: false,
  }) satisfies ResultViewColumn

const columns = [column('c1', 'shop', 'text'), column('c2', 'clicks', 'integer')]
const bar: ResultChart = {
  kind: 'bar',
  x: 'c1',
  values: [{ function: 'sum', column: 'c2' }],
}
const drawn: ResultChartData = {
  chart: bar,
  flows: [],
  groups: [{ text: 'a' }],
  measures: [column('a0', 'clicks', 'integer')],
  notes: [],
  rows: 1,
  series: [{ name: 'clicks', measure: 0, values: ['7'], points: [] }],
  suggested: [bar],
  title: 'Sum of clicks by shop',
}

function Pane() {
  const [chart, setChart] = useState<ChartAddress>({})
  return (
    <ChartPane
      executionId="e1"
      view={{ sort: [] }}
      columns={columns}
      total={1}
      chart={chart}
      onChart={setChart}
      onRows={() => {}}
    />
  )
}

it('keeps open what to draw where a choice cannot be drawn, so that another can be made', async () => {
  const user = userEvent.setup()
  show(<Pane />)
  await screen.findByText('the chart')
  await user.click(screen.getByRole('button', { name: 'What to draw' }))
  const kind = await screen.findByRole('combobox', { name: 'Kind of chart' })
  await user.click(kind)
  await user.click(await screen.findByRole('option', { name: 'Pie' }))
  await screen.findByText('This chart cannot be drawn.')
  expect(screen.getByRole('combobox', { name: 'Kind of chart' })).toHaveProperty('value', 'Pie')

  await user.click(screen.getByRole('button', { name: 'Close what to draw' }))
  await user.click(screen.getByRole('button', { name: 'What to draw' }))
  await user.click(screen.getByRole('combobox', { name: 'Kind of chart' }))
  await user.click(await screen.findByRole('option', { name: 'Bars' }))
  await waitFor(() => expect(screen.queryByText('This chart cannot be drawn.')).toBeNull())
  expect(screen.getByText('the chart')).toBeTruthy()
})
