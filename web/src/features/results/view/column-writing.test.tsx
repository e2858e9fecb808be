import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { show } from '@/lib/testing/show'
import type { GridColumn } from '../model/grid-column'
import { ColumnWriting } from './column-writing'

// A list scrolls to what is chosen in it, which this page cannot.
beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined
})

const cost: GridColumn = {
  id: 'c1',
  index: 1,
  name: 'cost',
  type: 'LONG',
  metric: true,
  stored: 'integer',
  unit: 'microcents',
  key: false,
  computed: false,
}

function form(column: GridColumn, more: { zone?: string } = {}) {
  const onFormat = vi.fn()
  const onZone = vi.fn()
  show(
    <ColumnWriting
      column={column}
      format={undefined}
      byRow={false}
      zone={more.zone}
      windowZone="Europe/Berlin"
      onFormat={onFormat}
      onZone={onZone}
    />,
  )
  return { onFormat, onZone }
}

it('asks for the currency of what is money by its unit', async () => {
  const user = userEvent.setup()
  const { onFormat } = form(cost)
  const stored = screen.getByRole('combobox', { name: 'Stored in' }) as HTMLInputElement
  expect(stored.value).toBe('Microcents')
  await user.type(screen.getByRole('combobox', { name: 'Currency' }), 'EUR')
  await user.click(await screen.findByRole('option', { name: 'EUR' }))
  expect(onFormat).toHaveBeenCalledWith({ as: 'money', currency: 'EUR' })
})

it('has a number written otherwise', async () => {
  const user = userEvent.setup()
  const { onFormat } = form({ ...cost, unit: undefined })
  expect(screen.queryByRole('combobox', { name: 'Currency' })).toBeNull()
  await user.click(screen.getByRole('combobox', { name: 'Written' }))
  await user.click(await screen.findByRole('option', { name: 'Per cent' }))
  expect(onFormat).toHaveBeenCalledWith({ as: 'percent' })
})

it('moves times to another zone, but not those whose zone nobody knows', async () => {
  const user = userEvent.setup()
  const at: GridColumn = { ...cost, type: 'TIMESTAMP', stored: 'timestamp', unit: undefined }
  const { onZone } = form(at)
  await user.click(screen.getByRole('combobox', { name: 'All times in' }))
  await user.click(await screen.findByRole('option', { name: /^Europe\/Berlin · the window/ }))
  expect(onZone).toHaveBeenCalledWith('Europe/Berlin')
  form({ ...at, name: 'event_dt', clock: 'advertiser' })
  expect(screen.getAllByRole('combobox', { name: 'All times in' })).toHaveLength(1)
})
