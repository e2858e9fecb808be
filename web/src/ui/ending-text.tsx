import { IconClock, IconClockOff } from '@tabler/icons-react'
import { useNow } from '@/lib/use-now'
import { endingOf } from './model/until'
import classes from './people.module.css'

/** When access ends by itself, in the zone of the browser; a dash when it does not. */
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
