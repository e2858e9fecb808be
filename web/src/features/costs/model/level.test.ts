import { expect, it } from 'vitest'
import type { Budget } from '@/api/costs'
import { levelLook, shareOf } from './level'

const budget = (part: Partial<Budget>): Budget => ({
  id: 'b1',
  subject: 'client',
  ownerId: 'c1',
  name: 'Northwind',
  currency: 'EUR',
  version: 1,
  zone: 'UTC',
  month: '2026-03',
  uncounted: 0,
  spent: 0,
  reserved: 0,
  level: 'within',
  ...part,
})

it('shows how much of the limit that counts is gone', () => {
  expect(shareOf(budget({ spent: 40, reserved: 10, soft: 60, hard: 100 }))).toBe(50)
  expect(shareOf(budget({ spent: 90, soft: 60 }))).toBe(100)
  expect(shareOf(budget({ hard: 0 }))).toBe(100)
})

it('says what each level means', () => {
  expect(levelLook('at_hard').words).toContain('nothing new')
  expect(levelLook('over_soft').tone).toBe('warn')
})
