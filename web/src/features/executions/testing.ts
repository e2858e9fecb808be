import type { Execution, ExecutionSummary } from '@/api/executions'

const base: ExecutionSummary = {
  id: 'exe_1',
  state: 'queued',
  instance: {
    id: 'ins_1',
    name: 'Northwind EU',
    amazonId: 'amcexample1',
    type: 'STANDARD',
    client: { id: 'cli_1', name: 'Northwind', color: '#2f6fde' },
  },
  queryId: 'qry_1',
  queryName: 'Reach by campaign',
  queryVersion: 3,
  sqlStart: 'SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM dsp_impressions GROUP BY 1',
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
  origin: 'interactive',
  tries: 1,
  queueMs: 0,
  amcMs: 0,
  collectMs: 0,
}

/** An execution as lists show it. */
export function executionSummary(change: Partial<ExecutionSummary> = {}): ExecutionSummary {
  return { ...base, ...change }
}

const path = ['queued', 'submitting', 'pending', 'running', 'collecting'] as const

/** An execution that has come as far as a state, one minute in each. */
export function execution(change: Partial<Execution> = {}): Execution {
  const state = change.state ?? 'queued'
  const reached = path.findIndex((step) => step === state)
  const steps = reached === -1 ? [...path, state] : path.slice(0, reached + 1)
  return {
    ...executionSummary(),
    sql: 'SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM dsp_impressions GROUP BY 1',
    placeholders: [],
    parameters: [],
    parameterValues: {},
    timeoutSeconds: 21_600,
    priority: 'interactive',
    cancelRequested: false,
    keeping: {},
    attempts: [],
    events: steps.map((step, minute) => ({
      at: new Date(Date.parse(base.createdAt) + minute * 60_000).toISOString(),
      state: step,
      message: '',
    })),
    ...change,
  }
}
