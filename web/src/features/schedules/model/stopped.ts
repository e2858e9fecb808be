import type { Schedule } from '@/api/schedules'
import { plural } from '@/lib/number'

type Targets = Pick<Schedule, 'targets' | 'hiddenTargets'>

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
