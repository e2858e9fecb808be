import { Tooltip } from '@mantine/core'
import { exactTime, relativeTime } from '@/lib/time'
import { useNow } from '@/lib/use-now'

/** A time as people say it; the exact one and its zone on hover. */
export function TimeText({ at }: { at: string }) {
  const now = Math.max(useNow(), Date.now() - 60_000)
  return (
    <Tooltip label={exactTime(at)}>
      <time dateTime={at} className="num">
        {relativeTime(at, now)}
      </time>
    </Tooltip>
  )
}
