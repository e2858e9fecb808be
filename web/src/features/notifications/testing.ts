import type { Channel, Notice } from '@/api/notices'

export const notice = (part: Partial<Notice> = {}): Notice => ({
  id: 'ntc_1',
  kind: 'connection',
  severity: 'urgent',
  title: 'Amazon no longer accepts the connection of Ada (EU)',
  body: 'Whatever runs through it waits.',
  next: { label: 'Reconnect', path: '/connections' },
  subjects: [
    { kind: 'connection', id: 'con_1', name: 'Ada, EU' },
    { kind: 'schedule', id: 'sch_1', name: 'Reach' },
  ],
  count: 24,
  read: false,
  byPerson: false,
  maySettle: true,
  mine: false,
  firstSeenAt: '2026-03-10T12:00:00Z',
  lastSeenAt: '2026-03-10T12:05:00Z',
  ...part,
})

export const channel = (part: Partial<Channel> = {}): Channel => ({
  id: 'chn_1',
  name: 'Ops',
  service: 'slack',
  address: 'hooks.slack.com/•••',
  active: true,
  mine: false,
  severities: [],
  kinds: [],
  clientIds: [],
  state: 'working',
  waiting: 0,
  version: 1,
  createdAt: '2026-03-10T12:00:00Z',
  updatedAt: '2026-03-10T12:00:00Z',
  ...part,
})
