import type { Query } from '@/api/queries'
import type { Storage } from './model/draft-store'

/** Storage that lasts as long as the test. */
export function memoryStorage(): Storage & { entries: Map<string, string> } {
  const entries = new Map<string, string>()
  return {
    entries,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  }
}

/** A saved query. */
export function query(change: Partial<Query> = {}): Query {
  const person = { id: 'per_1', name: 'Ada' }
  return {
    id: 'qry_1',
    name: 'Reach by campaign',
    description: '',
    version: 3,
    revision: 5,
    createdAt: '2026-03-01T00:00:00Z',
    createdBy: person,
    updatedAt: '2026-03-01T00:00:00Z',
    updatedBy: person,
    sql: 'SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM dsp_impressions GROUP BY 1',
    parameters: [],
    placeholders: [],
    ...change,
  }
}
