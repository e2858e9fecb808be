import { expect, it } from 'vitest'
import { mayChange } from './may-change'

const view = (shared: boolean) => ({ owner: { id: 'ada', name: 'Ada' }, shared, instanceId: 'i1' })
const may = (personId: string, ...roles: string[]) => ({
  personId,
  on: (role: string) => roles.includes(role),
})

it('lets who made a view change it, and authors shared ones of others', () => {
  expect(mayChange(may('ada'), view(false))).toBe(true)
  expect(mayChange(may('ada'), view(true))).toBe(false)
  expect(mayChange(may('ada', 'runner'), view(true))).toBe(true)
  expect(mayChange(may('bo', 'runner'), view(true))).toBe(false)
  expect(mayChange(may('bo', 'runner', 'author'), view(true))).toBe(true)
})
