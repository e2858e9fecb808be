import type { Schedule } from '@/api/schedules'
import type { May } from '@/lib/may'

/** Whether one may change a schedule: it takes the right on every instance of it. */
export function mayManage(may: May, { targets, hiddenTargets = 0 }: Schedule): boolean {
  return hiddenTargets === 0 && targets.every(({ instanceId }) => may.on('manager', instanceId))
}
