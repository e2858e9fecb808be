import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { progressWords } from '../model/bulk'
import type { useBulk } from '../use-bulk'
import classes from './bulk-bar.module.css'

type Props = {
  /** Ids of the selected rows, and of those among them that can be cancelled. */
  chosen: string[]
  open: string[]
  bulk: ReturnType<typeof useBulk>
  onClear: () => void
}

/** What can be done with the selected rows, and what became of it. */
export function BulkBar({ chosen, open, bulk, onClear }: Props) {
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
                ? ` ${plural(chosen.length - open.length, 'other')} selected ${chosen.length - open.length === 1 ? 'has' : 'have'} already ended.`
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
            question={`Run ${plural(chosen.length, 'execution')} once more, each exactly as before? Every one takes a slot and costs what a run costs.`}
            confirmLabel={`Run ${plural(chosen.length, 'execution')} again`}
            disabled={work?.busy}
            onConfirm={() => void bulk.rerunAll(chosen)}
          >
            Run {chosen.length} again
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
