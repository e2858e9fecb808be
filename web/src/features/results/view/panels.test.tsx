import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { show } from '@/lib/testing/show'
import type { GridColumn } from '../model/grid-column'
import { ColumnPanel } from './column-panel'
import { ComputeForm } from './compute-form'
import { ProfilePanel } from './profile-panel'
import { ShapePanel } from './shape-panel'

// A text field that grows listens to the fonts, which this page does not have.
beforeEach(() => {
  Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true })
})

const asked = vi.hoisted((): string[] => [])
const profile = {
  rows: 3,
  nulls: 0,
  distinct: 3,
  min: '150000',
  max: '250000',
  mean: '200000.5',
  quantiles: [{ share: 0.5, value: '200000' }],
  buckets: [{ from: '150000', to: '250000', count: 3 }],
  top: [{ value: '150000', count: 2 }],
}
vi.mock('@/api/executions', async (original) => ({
  ...(await original<object>()),
  resultViewQuery: (id: string, view: string) => ({
    queryKey: ['view', id, view],
    queryFn: async () => {
      asked.push(view)
      if (!view.includes('impresions')) return {}
      const pointer = 'query.view/computed/1/expression'
      const message = 'at character 8: "impresions" is no column'
      throw new ApiError(422, { errors: [{ pointer, message }] })
    },
  }),
  resultProfileQuery: () => ({ queryKey: ['profile'], queryFn: async () => profile }),
  rowsQuery: (id: string, part: { view: string }) => ({
    queryKey: ['rows', id, part],
    queryFn: async () => {
      asked.push(part.view)
      const rows = [
        ['Phone', '1200'],
        [null, '7'],
        ['', '2'],
        ['450000', '1'],
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
  show(<ComputeForm executionId="e1" view={{ computed }} onView={onView} />)
  await user.click(screen.getByRole('button', { name: 'Remove the computed column twice' }))
  expect(onView).toHaveBeenLastCalledWith(expect.objectContaining({ computed: [computed[0]] }))
  await user.click(screen.getByRole('button', { name: 'Remove the computed column cpc' }))
  expect(await screen.findByText('“twice” needs “cpc” and would go with it.')).toBeTruthy()
  expect(onView).toHaveBeenCalledTimes(1)
  await user.click(screen.getByRole('button', { name: 'Remove them all' }))
  expect(onView).toHaveBeenLastCalledWith(expect.objectContaining({ computed: [] }))
})

it('checks an expression before the rows are read with it, and says where it is wrong', async () => {
  const user = userEvent.setup()
  const onView = vi.fn()
  const computed = [{ name: 'cpc', expression: 'cost / clicks' }]
  const sort = [{ column: 'x0' }]
  show(<ComputeForm executionId="e1" view={{ computed, sort }} onView={onView} />)
  await user.type(screen.getByRole('textbox', { name: 'Name' }), 'cpm')
  const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Expression' })
  await user.type(field, 'cost / impresions{Enter}')
  expect(await screen.findByText('At character 8: "impresions" is no column')).toBeTruthy()
  expect(onView).not.toHaveBeenCalled()
  expect(field.value.slice(field.selectionStart, field.selectionEnd)).toBe('impresions')
  // What is typed goes into the place of what is wrong.
  await user.keyboard('impressions')
  expect(screen.queryByText(/is no column/)).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Add' }))
  const cpm = { name: 'cpm', expression: 'cost / impressions' }
  await vi.waitFor(() =>
    expect(onView).toHaveBeenCalledWith({ computed: [...computed, cpm], sort }),
  )
})

it('changes a computed column in its place, or leaves it', async () => {
  const user = userEvent.setup()
  const onView = vi.fn()
  const computed = [{ name: 'cpc', expression: 'cost / clicks' }]
  show(<ComputeForm executionId="e1" view={{ computed }} onView={onView} />)
  const edit = screen.getByRole('button', { name: 'Edit the computed column cpc' })
  await user.click(edit)
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' }).value).toBe('')
  await user.click(edit)
  await user.type(screen.getByRole('textbox', { name: 'Expression' }), ' * 1000')
  await user.click(screen.getByRole('button', { name: 'Change the computed column cpc' }))
  await vi.waitFor(() =>
    expect(onView).toHaveBeenCalledWith({
      computed: [{ name: 'cpc', expression: 'cost / clicks * 1000' }],
    }),
  )
})

it('groups by columns, and not before each function has its column', async () => {
  const user = userEvent.setup()
  const onView = vi.fn()
  show(
    <ShapePanel
      executionId="e1"
      result={result}
      view={{}}
      onView={onView}
      onClose={() => undefined}
    />,
  )
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
  show(<ColumnPanel executionId="e1" column={device} written={{}} view={view} onView={onView} />)
  const values = await screen.findByRole('list', { name: 'Most frequent values' })
  expect(await within(values).findByText('1,200')).toBeTruthy()
  expect(screen.getByText('4 of 60 values. Search for the others.')).toBeTruthy()
  expect(JSON.parse(asked[0] ?? '').filters).toBeUndefined()
  await user.click(within(values).getByRole('checkbox', { name: 'Phone' }))
  await user.click(within(values).getByRole('checkbox', { name: 'NULL' }))
  await user.click(within(values).getByRole('checkbox', { name: '(empty text)' }))
  await user.click(screen.getByRole('button', { name: 'Filter device' }))
  expect(onView).toHaveBeenCalledWith({
    filters: [{ column: 'c1', op: 'in', values: ['Tablet', 'Phone', null, ''] }],
  })
})

const cost: GridColumn = {
  ...device,
  name: 'cost',
  type: 'LONG',
  stored: 'integer',
  unit: 'millicents',
}
const inEuro = { formats: { c1: { as: 'money' as const, currency: 'EUR' } } }

it('writes the values to choose from as the grid does, and filters by what is stored', async () => {
  const user = userEvent.setup()
  const onView = vi.fn()
  show(<ColumnPanel executionId="e1" column={cost} written={inEuro} view={{}} onView={onView} />)
  await user.click(screen.getByRole('combobox', { name: 'Keep rows whose value' }))
  await user.click(await screen.findByRole('option', { name: 'Is one of' }))
  const value = await screen.findByRole('checkbox', { name: '€4.50' })
  expect(value.closest('li')?.title).toBe('Stored: 450000')
  await user.click(value)
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: /^Values/ }).value).toBe('4.5')
  await user.click(screen.getByRole('button', { name: 'Filter cost' }))
  expect(onView).toHaveBeenCalledWith({
    filters: [{ column: 'c1', op: 'in', values: ['450000'] }],
  })
})

it('writes the profile of a column as the grid does, and keeps a value by what is stored', async () => {
  const user = userEvent.setup()
  const onFilter = vi.fn()
  show(
    <ProfilePanel
      executionId="e1"
      view=""
      column={cost}
      written={inEuro}
      filtered="c1"
      onFilter={onFilter}
      onClose={() => undefined}
    />,
  )
  expect(await screen.findAllByText('€2.50')).toHaveLength(2)
  expect(screen.getByText('EUR')).toBeTruthy()
  expect(screen.getByRole('img', { name: '€1.50 to €2.50: 3' })).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Keep only €1.50' }))
  expect(onFilter).toHaveBeenCalledWith({ column: 'c1', op: 'in', values: ['150000'] })
})
