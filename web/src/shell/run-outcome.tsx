import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Execution } from '@/api/executions'
import { Timeline } from '@/features/executions/components/timeline'
import { TroublePanel } from '@/features/executions/components/trouble-panel'
import { useExecutionActions } from '@/features/executions/use-execution-actions'
import classes from './query-workbench.module.css'

/** What became of a run: its rows once there are any, its way until then. */
export function RunOutcome({ execution, result }: { execution: Execution; result: ReactNode }) {
  const navigate = useNavigate()
  const { rerunning } = useExecutionActions(
    execution.id,
    ({ id }) => void navigate({ to: '.', search: (previous) => ({ ...previous, run: id }) }),
  )
  if (execution.state === 'succeeded') return result
  return (
    <div className={classes.outcome}>
      <Timeline execution={execution} />
      {execution.error && (
        <TroublePanel
          execution={execution}
          error={execution.error}
          onRerun={() => rerunning.mutate()}
          besideQuery
        />
      )}
    </div>
  )
}
