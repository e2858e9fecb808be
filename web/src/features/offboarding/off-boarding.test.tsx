import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { hasten, type OffBoarding, offBoard, takeBack } from '@/api/off-boarding'
import { showPage } from '@/lib/testing/show-page'
import { OffBoardingDetail } from './off-boarding'
import { offBoarding, step } from './testing'

vi.mock(import('@/api/off-boarding'), async (original) => ({
  ...(await original()),
  offBoard: vi.fn<typeof offBoard>(async () => offBoarding({ state: 'stopping' })),
  hasten: vi.fn<typeof hasten>(async () => offBoarding({ state: 'destroying' })),
  takeBack: vi.fn<typeof takeBack>(async () => offBoarding()),
}))

const open = (of: OffBoarding) => showPage(<OffBoardingDetail of={of} />, [])

it('says what it would do, and begins once the name was typed', async () => {
  open(offBoarding())
  expect(await screen.findByText('12 · 4.5 MB')).toBeTruthy()
  expect(screen.getByText(/it also serves Fernhollow/)).toBeTruthy()
  const begin = screen.getByRole('button', { name: 'Off-board Kestrel Outdoor' })
  await userEvent.type(screen.getByLabelText('Reason'), 'Left for another agency')
  await userEvent.type(screen.getByLabelText('Type Kestrel Outdoor to confirm'), 'Kestrel')
  expect(begin).toHaveProperty('disabled', true)
  await userEvent.type(screen.getByLabelText('Type Kestrel Outdoor to confirm'), ' Outdoor')
  await userEvent.click(begin)
  expect(vi.mocked(offBoard).mock.calls[0]).toEqual([
    'cli_1',
    { confirm: 'Kestrel Outdoor', reason: 'Left for another agency', graceDays: 7 },
  ])
})

const leaving = {
  reason: 'Left',
  begunBy: { id: 'p1', name: 'Ada' },
  begunAt: '2026-03-10T12:00:00Z',
  destroyAt: '2026-03-17T12:00:00Z',
}

it('takes a client back in the grace time, and destroys its data at once when asked to', async () => {
  open(offBoarding({ ...leaving, state: 'stopped' }))
  expect(await screen.findByText(/Nothing runs for it|nothing runs for it/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Take the client back' }))
  expect(vi.mocked(takeBack).mock.calls[0]?.[0]).toBe('cli_1')
  await userEvent.type(screen.getByLabelText('Type Kestrel Outdoor to confirm'), 'Kestrel Outdoor')
  await userEvent.click(screen.getByRole('button', { name: /Destroy its data now/ }))
  expect(vi.mocked(hasten).mock.calls[0]).toEqual(['cli_1', 'Kestrel Outdoor'])
})

it('says how far it is and why a step is tried again, and offers nothing that is too late', async () => {
  const failing = step({ phase: 'destroy', problem: 'The storage is away.' })
  open(offBoarding({ ...leaving, state: 'destroying', steps: [failing] }))
  expect(await screen.findByText(/tried again by itself: The storage is away\./)).toBeTruthy()
  expect(screen.getByText('under way')).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
})
