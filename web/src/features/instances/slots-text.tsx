import { Tooltip } from '@mantine/core'
import type { Instance } from '@/api/instances'
import { plural } from '@/lib/number'

type Use = NonNullable<Instance['use']>

/** How many of an instance's slots are taken, and by what. */
export function SlotsText({ use }: { use: Use }) {
  const parts = [
    use.held > 0 && `${plural(use.held, 'execution')} here`,
    use.elsewhere > 0 && `${plural(use.elsewhere, 'run')} begun elsewhere`,
    use.waiting > 0 && `${plural(use.waiting, 'execution')} waiting for one`,
  ].filter((part) => part !== false)
  const words = (
    <span className="num">
      {use.held + use.elsewhere} of {use.slots}
      {use.waiting > 0 && <span className="quiet"> · {use.waiting} waiting</span>}
    </span>
  )
  return parts.length > 0 ? <Tooltip label={`${parts.join(', ')}.`}>{words}</Tooltip> : words
}
