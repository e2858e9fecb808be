import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type Execution, executionKeys } from '@/api/executions'
import { pin, retentionKeys, unpin } from '@/api/retention'
import { useMay } from '@/lib/may'
import { CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { TimeText } from '@/ui/time-text'
import classes from './execution-page.module.css'

/** How long the rows stay, with the way to keep them. */
export function KeepingNote({ execution }: { execution: Execution }) {
  const client = useQueryClient()
  const { pinnedAt, dropAt, droppedAt } = execution.keeping
  const change = useMutation({
    mutationFn: () => (pinnedAt ? unpin(execution.id) : pin(execution.id)),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: executionKeys.detail(execution.id) })
      void client.invalidateQueries({ queryKey: retentionKeys.all })
    },
  })
  const pins = useMay().on('author', execution.instance.id)
  if (execution.state !== 'succeeded') return null
  if (droppedAt) {
    return (
      <p>
        Its rows were dropped <TimeText at={droppedAt} />, as a retention rule says. Run it again to
        have them anew.
      </p>
    )
  }
  return (
    <div className={classes.keeping}>
      {pinnedAt && <span>The rows are kept for good.</span>}
      {dropAt && (
        <span role="status">
          The rows will be dropped <TimeText at={dropAt} />, as a retention rule says.
        </span>
      )}
      {pins && (
        <CommandButton
          command={{
            label: pinnedAt ? 'Leave the rows to the rules' : 'Keep the rows for good',
            group: 'Execution',
            words: 'pin retention',
          }}
          variant="default"
          size="compact-sm"
          loading={change.isPending}
          onClick={() => change.mutate()}
        >
          {pinnedAt ? 'Leave the rows to the rules' : 'Keep the rows for good'}
        </CommandButton>
      )}
      {change.isError && <ProblemPanel title="That did not work" error={change.error} />}
    </div>
  )
}
