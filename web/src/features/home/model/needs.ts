import type { Connection } from '@/api/connections'
import { type ExecutionSummary, executionName } from '@/api/executions'
import type { LeavingResult } from '@/api/retention'
import type { System } from '@/api/system'
import { plural } from '@/lib/number'

/** Something only a person can settle. */
export type Need = {
  key: string
  title: string
  detail: string
  to: string
  action: string
  /** When it happens unless somebody acts. */
  at?: string
}

/** What waits for somebody: what nothing runs without comes first. */
export function needsOf(
  connections: Connection[],
  recent: ExecutionSummary[],
  sandbox?: System['sandbox'],
  leaving: LeavingResult[] = [],
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
  return [...unreachable, ...consents, ...failed, ...departures(leaving)]
}

/** One reminder for all results of a client that a rule will drop, the first to go first. */
function departures(leaving: LeavingResult[]): Need[] {
  const firsts = leaving.filter(
    ({ instance }, index) =>
      leaving.findIndex((other) => other.instance.client.id === instance.client.id) === index,
  )
  return firsts.map(({ instance: { client }, dropAt }) => {
    const all = leaving.filter(({ instance }) => instance.client.id === client.id)
    return {
      key: `leaving-${client.id}`,
      title: `${plural(all.length, 'result')} of ${client.name} will be dropped`,
      detail: 'Keep what you still need: a result is kept on its own page.',
      to: '/costs',
      action: 'Look',
      at: dropAt,
    }
  })
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
