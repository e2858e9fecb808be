import { expect, it } from 'vitest'
import { owner, withRole } from '@/lib/testing/me'
import { endOf, scopeOptions } from './scopes'

it('offers no scope that is wider than what one may do', () => {
  const offered = (me: ReturnType<typeof owner>) =>
    scopeOptions(me.rights).map(({ value }) => value)
  expect(offered(owner())).toEqual(['read', 'run', 'write', 'administer'])
  expect(offered(withRole('runner', { instance: 'ins_1' }))).toEqual(['read', 'run', 'administer'])
  expect(offered(withRole('viewer', { instance: 'ins_1' }))).toEqual(['read', 'administer'])
})

it('ends after its days, or never', () => {
  const now = Date.parse('2026-03-10T12:00:00Z')
  expect(endOf('7 days', now)).toBe('2026-03-17T12:00:00.000Z')
  expect(endOf('never', now)).toBeUndefined()
})
