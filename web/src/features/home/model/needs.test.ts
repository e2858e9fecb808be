import { expect, it } from 'vitest'
import type { Connection } from '@/api/connections'
import type { ExecutionSummary } from '@/api/executions'
import { needsOf } from './needs'

const connection = (state: Connection['state']): Connection => ({
  id: 'con_1',
  region: 'NA',
  state,
  person: { id: 'per_1', name: 'Ada' },
  accounts: [],
  createdAt: '2026-03-01T00:00:00Z',
})

const run = (id: string, state: ExecutionSummary['state'], queryId?: string): ExecutionSummary => ({
  id,
  state,
  queryId,
  sqlStart: 'SELECT 1',
  origin: 'interactive',
  instance: {
    id: 'ins_1',
    name: 'EU',
    amazonId: 'amcexample1',
    type: 'STANDARD',
    client: { id: 'cli_1', name: 'Northwind', color: '#2f6fde' },
  },
  window: {
    start: '2026-02-01T00:00:00Z',
    end: '2026-03-01T00:00:00Z',
    localStart: '2026-02-01T00:00:00',
    localEnd: '2026-03-01T00:00:00',
    zone: 'UTC',
    settlesAt: '2026-03-03T00:00:00Z',
    settled: true,
  },
  createdAt: '2026-03-10T12:00:00Z',
  createdBy: { id: 'per_1', name: 'Ada' },
  tries: 1,
  queueMs: 0,
  amcMs: 0,
  collectMs: 0,
})

it('asks for consent before anything else', () => {
  const needs = needsOf([connection('needs_reconnect')], [run('e1', 'failed', 'q1')])
  expect(needs.map((need) => need.action)).toEqual(['Reconnect', 'Look'])
})

it('forgets a failure that a later run mended, but not that of unsaved text', () => {
  const recent = [run('e3', 'succeeded', 'q1'), run('e2', 'failed', 'q1'), run('e1', 'failed')]
  expect(needsOf([connection('healthy')], recent).map((need) => need.key)).toEqual(['e1'])
})

it('reminds once for each client of results that will be dropped', () => {
  const leaving = (id: string, client: string, dropAt: string) => ({
    executionId: id,
    instance: {
      ...run('e', 'succeeded').instance,
      client: { id: client, name: client, color: '#2f6fde' },
    },
    rowCount: 1,
    bytes: 1,
    createdAt: '2026-01-01T00:00:00Z',
    dropAt,
  })
  const needs = needsOf([], [], undefined, [
    leaving('e1', 'Northwind', '2026-03-17T12:00:00Z'),
    leaving('e2', 'Kestrel', '2026-03-18T12:00:00Z'),
    leaving('e3', 'Northwind', '2026-03-19T12:00:00Z'),
  ])
  expect(needs.map(({ title, at, to }) => [title, at, to])).toEqual([
    ['2 results of Northwind will be dropped', '2026-03-17T12:00:00Z', '/costs'],
    ['1 result of Kestrel will be dropped', '2026-03-18T12:00:00Z', '/costs'],
  ])
})

it('says first that nothing can run', () => {
  const sandbox = { enabled: true, elsewhere: true, ready: false, done: 0, total: 0 }
  expect(needsOf([], [], { ...sandbox, reachable: false }).map((need) => need.key)).toEqual([
    'sandbox',
  ])
  expect(needsOf([], [], { ...sandbox, reachable: true })).toEqual([])
})
