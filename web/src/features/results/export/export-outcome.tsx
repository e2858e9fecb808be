import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { BrokenOff } from '@/lib/framed'
import { bytes, plural } from '@/lib/number'
import { CopyableId } from '@/ui/copyable-id'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './export.module.css'
import type { ExportState } from './use-export'

type Props = {
  state: Extract<ExportState, { kind: 'done' | 'failed' }>
  onRetry: () => void
  onAgain: () => void
  onClose: () => void
}

/** What came of an export: a file whose checksum fits, or why there is none. */
export function ExportOutcome({ state, onRetry, onAgain, onClose }: Props) {
  if (state.kind === 'failed') {
    return (
      <div className={classes.form}>
        <ProblemPanel
          title="The export is not whole, and no file was kept"
          error={state.error}
          next={
            state.error instanceof BrokenOff
              ? state.error.next
              : 'Try again; nothing of the result is lost.'
          }
        />
        <div className={classes.answers}>
          <Button variant="default" onClick={onAgain}>
            Choose anew
          </Button>
          <Button onClick={onRetry} data-autofocus>
            Try again
          </Button>
        </div>
      </div>
    )
  }
  const { end, name } = state
  return (
    <div className={classes.form}>
      <p className={classes.done} role="status">
        <IconCircleCheck size={18} aria-hidden />
        <span>
          <strong>{name}</strong> is whole: {plural(end.rows, 'row')}, {bytes(end.bytes)}. Number of
          rows, length and checksum were compared.
        </span>
      </p>
      {end.notices?.map((notice) => (
        <p key={notice} className={classes.note}>
          {notice}
        </p>
      ))}
      <dl className={classes.checksum}>
        <dt>SHA-256</dt>
        <dd>
          <CopyableId value={end.checksum} label="SHA-256" />
        </dd>
      </dl>
      <div className={classes.answers}>
        <Button variant="default" onClick={onAgain}>
          Export once more
        </Button>
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </div>
    </div>
  )
}
