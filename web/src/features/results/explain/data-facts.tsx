import type { Explanation } from '@/api/executions'
import { exactTime } from '@/lib/time'
import { Facts } from '@/ui/facts'

/** Which data the query read, and how complete they were: in the zone that the window was chosen in. */
export function DataFacts({ told: { data, sources } }: { told: Explanation }) {
  const { start, end, zone, settlesAt } = data.window
  const shown = (at: string) => exactTime(at, zone)
  return (
    <Facts
      facts={[
        { term: 'Window', value: `${shown(start)} to ${shown(end)}` },
        { term: 'Chosen in', value: zone },
        { term: 'Ran at', value: shown(data.ranAt) },
        { term: 'Data through, then', value: shown(data.through) },
        { term: 'Settles on', value: shown(settlesAt) },
        sources.length > 0 && { term: 'Data sources', value: sources.join(', ') },
      ]}
    />
  )
}
