import { useQuery } from '@tanstack/react-query'
import { usualTimeQuery } from '@/api/executions'
import { plural } from '@/lib/number'
import { duration } from '@/lib/time'

type Props = { queryId: string; instanceId: string }

/** How long AMC usually takes for a query on an instance; nothing where it has no history. */
export function UsualTime({ queryId, instanceId }: Props) {
  const { data: usual } = useQuery(usualTimeQuery(queryId, instanceId))
  if (usual?.medianMs === undefined) return null
  return (
    <span
      className="num quiet"
      title={`Half of the last ${plural(usual.runs, 'run')} here took AMC longer, half less`}
    >
      usually {duration(usual.medianMs)}
    </span>
  )
}
