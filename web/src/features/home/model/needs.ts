import type { Connection } from '@/api/connections'
import { type ExecutionSummary, executionName } from '@/api/executions'
import type { System } from '@/api/system'

/** Something only a person can settle. */
export type Need = { key: string; title: string; detail: string; to: string; action: string }

/** What waits for somebody: what nothing runs without comes first. */
export function needsOf(
  connections: Connection[],
  recent: ExecutionSummary[],
  sandbox?: System['sandbox'],
): Need[] {
  const unreachable: Need[] =
    sandbox?.enabled && !sandbox.reachable
      ? [
          {
            key: 'sandbox',
            title: 'The sandbox is not reachable',
            detail: 'It stands in for Amazon; executions wait until it answers.',
            to: '/connections',
            action: 'Look',
          },
        ]
      : []
  const consents = connections
    .filter((connection) => connection.state === 'needs_reconnect')
    .map((connection) => ({
      key: connection.id,
      title: 'A connection needs a new consent',
      detail: connection.problem?.message ?? '',
      to: '/connections',
      action: 'Reconnect',
    }))
  const failed = recent
    .filter(
      (execution, index) => execution.state === 'failed' && isNewest(execution, index, recent),
    )
    .slice(0, 5)
    .map((execution) => ({
      key: execution.id,
      title: `${executionName(execution)} failed`,
      detail: execution.error?.message ?? '',
      to: `/executions/${execution.id}`,
      action: 'Look',
    }))
  return [...unreachable, ...consents, ...failed]
}

/** A failure that a later run of the same query mended needs nobody. */
function isNewest(execution: ExecutionSummary, index: number, recent: ExecutionSummary[]): boolean {
  return !recent
    .slice(0, index)
    .some(
      (later) =>
        later.queryId !== undefined &&
        later.queryId === execution.queryId &&
        later.instance.id === execution.instance.id,
    )
}
