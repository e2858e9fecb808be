import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { progressWords, type Selection } from '../model/bulk'
import type { useBulk } from '../use-bulk'
import classes from './bulk-bar.module.css'

type Props = {
  selection: Selection
  bulk: ReturnType<typeof useBulk>
  onClear: () => void
}

/** What can be done with the selected rows, and what became of it. */
export function BulkBar({ selection: { chosen, open, again }, bulk, onClear }: Props) {
  const { work } = bulk
  if (chosen.length === 0 && !work) return null
  return (
    <section className={classes.bar} aria-label="Selected executions">
      {chosen.length > 0 && (
        <>
          <strong className="num">{plural(chosen.length, 'execution')} selected</strong>
          <ConfirmButton
            command={{ label: 'Cancel the selected executions', group: 'Executions' }}
            question={`Ask ${plural(open.length, 'execution')} to stop? One that Amazon finishes first still succeeds.${
              open.length < chosen.length
                ? ` ${plural(chosen.length - open.length, 'other')} selected ${chosen.length - open.length === 1 ? 'has' : 'have'} ended, or may be stopped by managers only.`
                : ''
            }`}
            confirmLabel={`Cancel ${plural(open.length, 'execution')}`}
            disabled={open.length === 0 || work?.busy}
            onConfirm={() => void bulk.cancelAll(open)}
          >
            Cancel {open.length}
          </ConfirmButton>
          <ConfirmButton
            command={{ label: 'Run the selected executions again', group: 'Executions' }}
            harmless
            question={`Run ${plural(again.length, 'execution')} once more, each exactly as before? Every one takes a slot and costs what a run costs.${
              again.length < chosen.length
                ? ` You may not run ${plural(chosen.length - again.length, 'other')} selected.`
                : ''
            }`}
            confirmLabel={`Run ${plural(again.length, 'execution')} again`}
            disabled={again.length === 0 || work?.busy}
            onConfirm={() => void bulk.rerunAll(again)}
          >
            Run {again.length} again
          </ConfirmButton>
          <CommandButton
            command={{ label: 'Clear the selection', group: 'Executions' }}
            variant="subtle"
            color="gray"
            onClick={onClear}
          >
            Clear selection
          </CommandButton>
        </>
      )}
      {work && (
        <span role="status" className={classes.outcome}>
          {work.verb}: {progressWords(work.outcomes, work.total)}
          {!work.busy && (
            <CommandButton
              command={{ label: 'Dismiss the outcome', group: 'Executions' }}
              variant="subtle"
              color="gray"
              size="compact-sm"
              onClick={bulk.forget}
            >
              Dismiss
            </CommandButton>
          )}
        </span>
      )}
    </section>
  )
}
