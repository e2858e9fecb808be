import { Tooltip } from '@mantine/core'
import { exactTime, zonedTime } from '@/lib/time'

/** Until when an instance's data are complete, with the zone; quiet where there are none. */
export function DataThrough({ at }: { at: string | undefined }) {
  if (!at) return <span className="quiet">no data yet</span>
  return (
    <Tooltip
      multiline
      maw={300}
      label={`Windows that end by ${exactTime(at, 'UTC')} are complete: Amazon promises it 48 hours after the fact.`}
    >
      <time dateTime={at} className="num">
        {zonedTime(at)}
      </time>
    </Tooltip>
  )
}
