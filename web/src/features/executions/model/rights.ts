import type { ExecutionSummary } from '@/api/executions'
import type { May } from '@/lib/may'

type Of = Pick<ExecutionSummary, 'instance' | 'createdBy' | 'queryId'>

const isOwn = (may: May, { createdBy }: Of) =>
  may.personId !== undefined && createdBy.id === may.personId

/** Whether one may stop it: what others have asked for takes more. */
export function mayCancel(may: May, execution: Of): boolean {
  return may.on(isOwn(may, execution) ? 'runner' : 'manager', execution.instance.id)
}

/**
 * Whether one may run the same again: SQL that was never saved takes more, also one's own.
 * Nobody may on an instance whose client leaves or has left.
 */
export function mayRerun(may: May, execution: Of): boolean {
  if (execution.instance.offBoardedAt !== undefined) return false
  return may.on(execution.queryId === undefined ? 'author' : 'runner', execution.instance.id)
}
