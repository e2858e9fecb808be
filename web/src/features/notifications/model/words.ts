import type { NoticeKind, Severity } from '@/api/notices'

export const kindWords: Record<NoticeKind, string> = {
  connection: 'Connections',
  schedule: 'Schedules',
  execution: 'Executions',
  budget: 'Budgets',
  retention: 'Results that leave',
  channel: 'Channels',
  system: 'System',
}

export const kinds = Object.keys(kindWords) as NoticeKind[] // its keys are all there are

export const severityWords: Record<Severity, string> = {
  urgent: 'Urgent',
  warning: 'Warning',
  info: 'Info',
}

export const severities = Object.keys(severityWords) as Severity[] // likewise

/** Where the things live that notices are about, as far as they have a place. */
export function subjectPath(kind: string, id: string): string | undefined {
  switch (kind) {
    case 'execution':
      return `/executions/${id}`
    case 'query':
      return `/queries/${id}`
    case 'schedule':
      return `/schedules/${id}`
    case 'connection':
      return '/connections'
    case 'instance':
      return '/instances'
    case 'budget':
      return '/costs'
    case 'channel':
      return '/notifications/channels'
    default:
      return undefined
  }
}
