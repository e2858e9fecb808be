import { expect, it } from 'vitest'
import { mayOf } from '@/lib/may'
import { mayRerun } from '@/lib/may-rerun'
import { withRole } from '@/lib/testing/me'
import { executionSummary } from '../testing'
import { mayCancel } from './rights'

const saved = executionSummary({ queryId: 'qry_1' })
const unsaved = executionSummary({ queryId: undefined })
const on = { instance: saved.instance.id }
const own = { createdBy: { id: 'per_ada', name: 'Ada Berg' } }

it('lets a viewer stop and repeat nothing', () => {
  const may = mayOf(withRole('viewer', on))
  expect(mayCancel(may, { ...saved, ...own })).toBe(false)
  expect(mayRerun(may, { ...saved, ...own })).toBe(false)
})

it('lets a runner stop what is their own, and repeat what is saved', () => {
  const may = mayOf(withRole('runner', on))
  expect(mayCancel(may, { ...saved, ...own })).toBe(true)
  expect(mayCancel(may, saved)).toBe(false)
  expect(mayRerun(may, saved)).toBe(true)
  expect(mayRerun(may, unsaved)).toBe(false)
  expect(mayRerun(may, { ...unsaved, ...own })).toBe(false)
})

it('lets an author repeat what was never saved', () => {
  expect(mayRerun(mayOf(withRole('author', on)), unsaved)).toBe(true)
})

it('lets a manager stop what others asked for', () => {
  expect(mayCancel(mayOf(withRole('manager', on)), saved)).toBe(true)
})

it('lets nobody repeat what ran for a client that leaves', () => {
  const instance = { ...saved.instance, offBoardedAt: '2026-10-01T00:00:00Z' }
  const may = mayOf(withRole('administrator', on))
  expect(mayRerun(may, { ...saved, instance })).toBe(false)
  expect(mayRerun(may, { ...unsaved, ...own, instance })).toBe(false)
  expect(mayCancel(may, { ...saved, instance })).toBe(true)
})
