import type { ExecutionSummary } from '@/api/executions'
import type { May } from './may'

type Of = Pick<ExecutionSummary, 'instance' | 'queryId'>

/**
 * Whether one may run the same again: SQL that was never saved takes more, also one's own.
 * Nobody may on an instance whose client leaves or has left.
 */
export function mayRerun(may: May, execution: Of): boolean {
  if (execution.instance.offBoardedAt !== undefined) return false
  return may.on(execution.queryId === undefined ? 'author' : 'runner', execution.instance.id)
}
