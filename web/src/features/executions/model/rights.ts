import type { ExecutionSummary } from '@/api/executions'
import type { May } from '@/lib/may'

type Of = Pick<ExecutionSummary, 'instance' | 'createdBy'>

const isOwn = (may: May, { createdBy }: Of) =>
  may.personId !== undefined && createdBy.id === may.personId

/** Whether one may stop it: what others have asked for takes more. */
export function mayCancel(may: May, execution: Of): boolean {
  return may.on(isOwn(may, execution) ? 'runner' : 'manager', execution.instance.id)
}
