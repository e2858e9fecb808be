import type { Occurrence, Schedule } from '@/api/schedules'

const base: Schedule = {
  id: 'sch_1',
  name: 'Weekly reach',
  description: '',
  version: 3,
  query: { id: 'qry_1', name: 'Reach by campaign' },
  targets: [
    {
      instanceId: 'ins_1',
      instance: {
        id: 'ins_1',
        name: 'Northwind EU',
        amazonId: 'amcexample1',
        type: 'STANDARD',
        client: { id: 'cli_1', name: 'Northwind', color: '#2f6fde' },
      },
    },
  ],
  values: {},
  window: { preset: 'last_full_week' },
  rule: { frequency: 'weekly', weekdays: ['monday'], at: ['06:30'], zone: 'Europe/Berlin' },
  sentence: 'Every Monday at 06:30 in Europe/Berlin',
  settle: 'wait',
  catchUp: 'latest',
  overlap: 'skip',
  jitterSeconds: 0,
  timeoutSeconds: 21_600,
  keepSuppressed: false,
  pauseAfter: 3,
  state: 'active',
  failures: 0,
  nextAt: '2026-03-16T05:30:00Z',
  responsible: { id: 'per_1', name: 'Ada' },
  createdAt: '2026-03-01T12:00:00Z',
  updatedAt: '2026-03-02T12:00:00Z',
}

export function schedule(change: Partial<Schedule> = {}): Schedule {
  return { ...base, ...change }
}

/** An occurrence on two instances, of which the state is what became of them. */
export function occurrence(change: Partial<Occurrence> = {}): Occurrence {
  return {
    id: 'occ_1',
    scheduleId: 'sch_1',
    scheduleName: 'Weekly reach',
    kind: 'due',
    dueAt: '2026-03-09T05:30:00Z',
    throughAt: '2026-03-09T05:30:00Z',
    instants: 1,
    logicalAt: '2026-03-09T05:30:00Z',
    localDue: '2026-03-09T06:30:00',
    zone: 'Europe/Berlin',
    state: 'succeeded',
    startAt: '2026-03-09T05:30:00Z',
    startedAt: '2026-03-09T05:30:00.120Z',
    finishedAt: '2026-03-09T05:41:00Z',
    latenessMs: 120,
    executions: [
      {
        instanceId: 'ins_1',
        instanceName: 'Northwind EU',
        executionId: 'exe_1',
        state: 'succeeded',
      },
      {
        instanceId: 'ins_2',
        instanceName: 'Northwind US',
        executionId: 'exe_2',
        state: 'succeeded',
      },
    ],
    ...change,
  }
}
