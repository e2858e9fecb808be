import type { Connection } from '@/api/connections'
import { type ExecutionSummary, executionName } from '@/api/executions'
import type { LeavingResult } from '@/api/retention'
import type { Occurrence, Schedule } from '@/api/schedules'
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

/** Schedules that stand still for a reason that a person has to settle, and what nobody ran in time. */
export function scheduleNeeds(paused: Schedule[], skipped: Occurrence[]): Need[] {
  const standing = paused
    .filter(({ pause }) => pause && pause.cause !== 'person' && pause.cause !== 'ended')
    .map(({ id, name, pause }) => ({
      key: id,
      title: `${name} is paused`,
      detail: pause?.message ?? '',
      to: `/schedules/${id}`,
      action: pause?.cause === 'failures' ? 'Test and resume' : 'Look',
    }))
  const missed = new Map<string, { name: string; instants: number }>()
  for (const { scheduleId, scheduleName, reason, instants } of skipped) {
    if (reason?.code !== 'catch_up') continue
    const known = missed.get(scheduleId)?.instants ?? 0
    missed.set(scheduleId, { name: scheduleName, instants: known + instants })
  }
  return [
    ...standing,
    ...[...missed].map(([id, { name, instants }]) => ({
      key: `missed-${id}`,
      title: `${name} missed ${instants === 1 ? 'a run' : `${instants} runs`}`,
      detail: 'Nobody was there to run it in time.',
      to: `/schedules/${id}?state=%5B%22skipped%22%5D`,
      action: 'Look',
    })),
  ]
}
