import { expect, it } from 'vitest'
import type { Occurrence, Schedule } from '@/api/schedules'
import { scheduleNeeds } from './needs'

type Paused = Pick<Schedule, 'id' | 'name' | 'pause'>
const at = '2026-03-10T12:00:00Z'
// Only what is read.
const schedules = (...paused: Paused[]) => paused as Schedule[]
const skipped = (code: string, instants: number) =>
  ({
    scheduleId: 's2',
    scheduleName: 'Daily',
    instants,
    reason: { code, message: '' },
  }) as Occurrence

it('asks for somebody where a pause has another cause than a person', () => {
  const needs = scheduleNeeds(
    schedules(
      { id: 's1', name: 'Weekly', pause: { cause: 'failures', at, message: 'It failed.' } },
      { id: 's3', name: 'Held', pause: { cause: 'person', at } },
    ),
    [],
  )
  expect(needs).toMatchObject([{ title: 'Weekly is paused', action: 'Test and resume' }])
})

it('counts together what one schedule missed, and nothing that was meant to be skipped', () => {
  const needs = scheduleNeeds(
    [],
    [skipped('catch_up', 7), skipped('catch_up', 1), skipped('overlap', 3)],
  )
  expect(needs.map(({ title }) => title)).toEqual(['Daily missed 8 runs'])
})
