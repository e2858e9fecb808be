import { IconCalendarTime, IconPlayerPlayFilled } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { cancel, type Execution, executionQuery, isFinal } from '@/api/executions'
import { useMay } from '@/lib/may'
import { duration } from '@/lib/time'
import { useNow } from '@/lib/use-now'
import { CommandButton } from '@/ui/command-button'
import { StateBadge } from '@/ui/state-badge'
import classes from './run-panel.module.css'

type Props = {
  executionId: string | undefined
  starting: boolean
  /** How long it usually takes. */
  usual: ReactNode
  /** Absent for who may not run it there; `refusal` says why. */
  onRun: (() => void) | undefined
  refusal: string
  /** Absent while the query is not saved. */
  onSchedule: (() => void) | undefined
}

/** Run, at one fixed place, with what became of the last run. */
export function RunBar({ executionId, starting, usual, onRun, refusal, onSchedule }: Props) {
  return (
    <div className={classes.bar}>
      {executionId && <LastRun executionId={executionId} />}
      {usual}
      {onSchedule && (
        <CommandButton
          command={{ label: 'Schedule…', group: 'Query', words: 'recurring weekly daily cron' }}
          variant="default"
          leftSection={<IconCalendarTime size={14} />}
          onClick={onSchedule}
        >
          Schedule…
        </CommandButton>
      )}
      {onRun ? (
        <CommandButton
          command={{ label: 'Run this query', group: 'Query', keys: 'mod+enter' }}
          leftSection={<IconPlayerPlayFilled size={13} />}
          loading={starting}
          onClick={onRun}
          title="Ctrl+Enter"
        >
          Run
        </CommandButton>
      ) : (
        <span className="quiet">{refusal}</span>
      )}
    </div>
  )
}

function LastRun({ executionId }: { executionId: string }) {
  const { data: execution } = useQuery(executionQuery(executionId))
  const stop = useMutation({ mutationFn: () => cancel(executionId) })
  const now = useNow('second')
  const may = useMay()
  if (!execution) return null
  const cancels = may.on(
    execution.createdBy.id === may.personId ? 'runner' : 'manager',
    execution.instance.id,
  )
  const open = !isFinal(execution.state)
  const since = Date.parse(execution.createdAt)
  const end = execution.finishedAt ? Date.parse(execution.finishedAt) : now
  return (
    <span className={classes.state}>
      <Link to="/executions/$executionId" params={{ executionId }} aria-label="Open the execution">
        <StateBadge state={execution.state} />
      </Link>
      <span className="num quiet">{duration(end - since)}</span>
      {execution.standing && <span className="num quiet">{lineWords(execution.standing)}</span>}
      {open && cancels && (
        <CommandButton
          command={{ label: 'Cancel this execution', group: 'Query', words: 'stop' }}
          variant="subtle"
          color="gray"
          size="compact-xs"
          loading={stop.isPending || execution.cancelRequested}
          onClick={() => stop.mutate()}
        >
          Cancel
        </CommandButton>
      )}
    </span>
  )
}

function lineWords({ ahead, pausedAt }: NonNullable<Execution['standing']>): string {
  if (pausedAt) return 'instance paused'
  return ahead === 0 ? 'next in line' : `${ahead} ahead`
}
