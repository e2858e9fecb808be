import type { Schedule } from '@/api/schedules'
import { plural } from '@/lib/number'

type Targets = Pick<Schedule, 'targets' | 'hiddenTargets'>
type Trouble = NonNullable<Schedule['targets'][number]['waits']>

/** The instances on which nothing can run any more, each with why and what to do. */
export function goneTargets({ targets }: Targets) {
  return targets.flatMap(({ instanceId, instance, problem }) =>
    problem ? [{ instanceId, name: instance?.name ?? instanceId, problem }] : [],
  )
}

/** Why a schedule can run nowhere any more; nothing while it can somewhere. */
export function stoppedWords(schedule: Targets): string | undefined {
  const gone = goneTargets(schedule)
  const [first] = gone
  if (!first || gone.length < schedule.targets.length || schedule.hiddenTargets) return
  const why = `${first.problem.message} ${first.problem.next ?? ''}`.trim()
  return gone.length === 1
    ? why
    : `None of its ${plural(gone.length, 'instance')} can run it. ${why}`
}

/** Of a schedule, the instances for whose connection runs wait, by why; the commonest first. */
export function waitingTargets({ targets }: Targets) {
  const found = new Map<string, { names: string[]; problem: Trouble }>()
  for (const { instanceId, instance, waits } of targets) {
    if (!waits) continue
    const same = found.get(waits.code) ?? { names: [], problem: waits }
    same.names.push(instance?.name ?? instanceId)
    found.set(waits.code, same)
  }
  return [...found.values()].sort((a, b) => b.names.length - a.names.length)
}

/**
 * What a paused schedule goes on with by itself, where a person's word would do
 * nothing or skip what was missed; nothing where it takes one.
 */
export function waitsFor(schedule: Targets & Pick<Schedule, 'pause'>): string | undefined {
  const cause = schedule.pause?.cause
  if (cause === 'connection' && waitingTargets(schedule).length > 0) {
    return 'Goes on by itself once Amazon is connected'
  }
  const leaves = goneTargets(schedule).some(({ problem }) => problem.code === 'client.off_boarded')
  return cause === 'off_boarding' && leaves ? 'Goes on once the client is taken back' : undefined
}

/** Names of instances, the first three of them. */
export function someNames(names: string[]): string {
  const more = names.length - 3
  return names.slice(0, 3).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
