import { IconClock, IconClockOff } from '@tabler/icons-react'
import { endingOf } from '@/lib/ending'
import { useNow } from '@/lib/use-now'
import classes from './ending-text.module.css'

/** When something ends by itself, in the zone of the browser; a dash when it does not. */
export function EndingText({ until }: { until: string | undefined }) {
  const { tone, words } = endingOf(until, useNow())
  if (!until) return <span className="quiet">–</span>
  const Icon = tone === 'idle' ? IconClockOff : IconClock
  return (
    <span className={`${classes.ending} num`} data-tone={tone}>
      <Icon size={14} aria-hidden />
      {words}
    </span>
  )
}
