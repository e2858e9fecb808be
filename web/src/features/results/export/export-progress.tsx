import { Button, Progress } from '@mantine/core'
import { bytes, count } from '@/lib/number'
import classes from './export.module.css'
import { FORMATS } from './formats'
import type { ExportState } from './use-export'

type Props = {
  state: Extract<ExportState, { kind: 'running' }>
  onCancel: () => void
  onHide: () => void
}

/** The share of the rows that came, from 0 to 100. */
export function percentOf(rows: number, of: number): number {
  return of === 0 ? 100 : Math.min(100, Math.floor((100 * rows) / of))
}

/** How far an export is, in rows and in bytes. */
export function ExportProgress({ state, onCancel, onHide }: Props) {
  return (
    <div className={classes.form}>
      <p>
        Exporting as {FORMATS[state.choice.format].name}. You may close this; the export goes on
        while the result stays open.
      </p>
      <Progress.Root size="lg">
        <Progress.Section
          value={percentOf(state.rows, state.of)}
          aria-label="Rows exported"
          aria-valuetext={`${count(state.rows)} of ${count(state.of)} rows`}
        />
      </Progress.Root>
      <p className="num">
        {count(state.rows)} of {count(state.of)} rows · {bytes(state.bytes)}
      </p>
      <div className={classes.answers}>
        <Button variant="default" onClick={onHide}>
          Go on in the background
        </Button>
        <Button color="red" onClick={onCancel}>
          Cancel the export
        </Button>
      </div>
    </div>
  )
}
