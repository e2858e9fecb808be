import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, it, vi } from 'vitest'
import { show } from '@/lib/testing/show'
import { type Asked, contentOf, type Draft, draftOf } from '../model/draft'
import { schedule } from '../testing'
import { ValueTable } from './value-table'

const asked: Asked = {
  parameters: [{ name: 'start', type: 'DATE', array: false }],
  placeholders: [],
}

function Table({ begin, onDraft }: { begin: Draft; onDraft?: (draft: Draft) => void }) {
  const [draft, setDraft] = useState(begin)
  const change = (next: Draft) => {
    setDraft(next)
    onDraft?.(next)
  }
  return <ValueTable draft={draft} asked={asked} instances={[]} problems={{}} onChange={change} />
}

it('shows the own values of an only instance, since they win', () => {
  const targets = [{ instanceId: 'ins_1', values: { start: '2026-01-31' } }]
  show(<Table begin={draftOf(schedule({ targets }))} />)
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'start, ins_1' }).value).toBe(
    '2026-01-31',
  )
})

it('shows one row for an only instance without its own', () => {
  show(<Table begin={draftOf(schedule())} />)
  expect(screen.getAllByRole('textbox')).toHaveLength(1)
})

it('shows a dynamic date as its expression, and takes another', async () => {
  const onDraft = vi.fn<(draft: Draft) => void>()
  const begin = draftOf(schedule({ values: { start: { date: 'today-14d' } } }))
  show(<Table begin={begin} onDraft={onDraft} />)
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'start, All instances' })
  expect(field.value).toBe('today-14d')
  expect(screen.getByText('Dynamic date')).toBeTruthy()
  await userEvent.clear(field)
  await userEvent.type(field, 'today-7d')
  const last = onDraft.mock.lastCall?.[0] ?? begin
  expect(contentOf(last, asked).content.values).toEqual({ start: { date: 'today-7d' } })
})
