import type { ExecutionError } from '@/api/executions'

const titles: Record<ExecutionError['class'], string> = {
  transient: 'Amazon had a passing problem',
  throttled: 'Amazon asked for fewer calls',
  outage: 'Amazon does not answer',
  needs_reconnect: 'The connection needs a new consent',
  run_failed: 'The run failed inside AMC',
  malformed: 'The rows cannot be read',
  permanent: 'AMC refused this query',
  privacy: 'AMC refused this for privacy',
  access_lost: 'Whoever asked may no longer run it',
  unknown: 'Something unexpected happened',
}

/** What went wrong in a few words: whose trouble it is. */
export function troubleTitle({ class: kind, code }: ExecutionError): string {
  if (code === 'amazon.unreachable') return 'Amazon cannot be reached'
  const ours = code === 'internal' || code.startsWith('execution.')
  if (ours && (kind === 'transient' || kind === 'outage')) return 'This server has a problem'
  if (ours && kind === 'permanent') return 'This server could not finish it'
  return titles[kind]
}

/** Whether a person may run it again: never while it still goes on by itself. */
export function mayRunAgain(state: string, { class: kind }: ExecutionError): boolean {
  return state === 'failed' && kind !== 'permanent' && kind !== 'privacy'
}
