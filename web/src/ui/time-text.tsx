import { Tooltip } from '@mantine/core'
import { exactTime, relativeTime } from '@/lib/time'
import { useNow } from '@/lib/use-now'

/** A time as people say it; the exact one and its zone on hover. */
export function TimeText({ at }: { at: string }) {
  // The clock of the page ticks slowly: what was done since its last tick is not to come.
  const now = Math.max(useNow(), Math.min(Date.parse(at), Date.now()), Date.now() - 60_000)
  return (
    <Tooltip label={<Exact at={at} />}>
      <time dateTime={at} className="num">
        {relativeTime(at, now)}
      </time>
    </Tooltip>
  )
}

/** Written only once it is shown: a long list has very many of them. */
function Exact({ at }: { at: string }) {
  return exactTime(at)
}
