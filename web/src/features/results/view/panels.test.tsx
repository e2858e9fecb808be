import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { show } from '@/lib/testing/show'
import type { GridColumn } from '../model/grid-column'
import { ColumnPanel } from './column-panel'
import { ComputeForm } from './compute-form'
import { ShapePanel } from './shape-panel'

// A text field that grows listens to the fonts, which this page does not have.
beforeEach(() => {
  Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true })
})

const asked = vi.hoisted((): string[] => [])
vi.mock('@/api/executions', async (original) => ({
  ...(await original<object>()),
  rowsQuery: (id: string, part: { view: string }) => ({
    queryKey: ['rows', id, part],
    queryFn: async () => {
      asked.push(part.view)
      const rows = [
        ['Phone', '1200'],
        [null, '7'],
        ['', '2'],
      ]
      return { rows, offset: 0, total: 60 }
    },
  }),
}))

const device: GridColumn = {
  id: 'c1',
  index: 1,
  name: 'device',
  type: 'STRING',
  metric: false,
  stored: 'text',
  key: false,
  computed: false,
}

const result = {
  columns: [
    device,
    { ...device, id: 'c1', name: 'clicks', type: 'LONG', stored: 'integer' as const },
  ],
  rowCount: 10,
  bytes: 1,
  checksum: '',
}

it('names the computed columns that go with one that is removed', async () => {
  const user = userEvent.setup()
  const onView = vi.fn()
  const computed = [
    { name: 'cpc', expression: 'cost / clicks' },
    { name: 'twice', expression: 'cpc * 2' },
  ]
  show(<ComputeForm view={{ computed }} onView={onView} />)
  await user.click(screen.getByRole('button', { name: 'Remove the computed column twice' }))
  expect(onView).toHaveBeenLastCalledWith(expect.objectContaining({ computed: [computed[0]] }))
  await user.click(screen.getByRole('button', { name: 'Remove the computed column cpc' }))
  expect(await screen.findByText('“twice” needs “cpc” and would go with it.')).toBeTruthy()
  expect(onView).toHaveBeenCalledTimes(1)
  await user.click(screen.getByRole('button', { name: 'Remove them all' }))
  expect(onView).toHaveBeenLastCalledWith(expect.objectContaining({ computed: [] }))
})

it('groups by columns, and not before each function has its column', async () => {
  const user = userEvent.setup()
  const onView = vi.fn()
  show(<ShapePanel result={result} view={{}} onView={onView} onClose={() => undefined} />)
  await user.click(screen.getByRole('button', { name: 'Add a function' }))
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Group' }).disabled).toBe(true)
  await user.click(screen.getByRole('button', { name: 'Remove the last' }))
  await user.click(screen.getByRole('button', { name: 'Group' }))
  expect(onView).toHaveBeenCalledWith({
    group: { by: [], aggregates: [{ function: 'count' }] },
    sort: [],
  })
})

it('offers the values of the whole result with their counts, NULL and empty text apart', async () => {
  const user = userEvent.setup()
  const onView = vi.fn()
  const view = { filters: [{ column: 'c1', op: 'in' as const, values: ['Tablet'] }] }
  show(<ColumnPanel executionId="e1" column={device} shift={0} view={view} onView={onView} />)
  const values = await screen.findByRole('list', { name: 'Most frequent values' })
  expect(await within(values).findByText('1,200')).toBeTruthy()
  expect(screen.getByText('3 of 60 values. Search for the others.')).toBeTruthy()
  expect(JSON.parse(asked[0] ?? '').filters).toBeUndefined()
  await user.click(within(values).getByRole('checkbox', { name: 'Phone' }))
  await user.click(within(values).getByRole('checkbox', { name: 'NULL' }))
  await user.click(within(values).getByRole('checkbox', { name: '(empty text)' }))
  await user.click(screen.getByRole('button', { name: 'Filter device' }))
  expect(onView).toHaveBeenCalledWith({
    filters: [{ column: 'c1', op: 'in', values: ['Tablet', 'Phone', null, ''] }],
  })
})
