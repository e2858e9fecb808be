import { Modal } from '@mantine/core'
import { useState } from 'react'
import type { ExportFormat } from '@/api/executions'
import { type Choosing, ExportChoices } from './export-choices'
import { ExportOutcome } from './export-outcome'
import { ExportProgress } from './export-progress'
import type { OfferedView } from './offered-view'
import type { useExport } from './use-export'

type Props = {
  open: boolean
  onClose: () => void
  /** Which one is chosen at first. */
  first: ExportFormat
  rowCount: number
  view: OfferedView | undefined
  exporting: ReturnType<typeof useExport>
}

/** What to take a result as, how far that is, and what came of it. Closed, it goes on. */
export function ExportDialog({ open, onClose, first, rowCount, view, exporting }: Props) {
  const [choice, setChoice] = useState<Choosing>({ format: first, asStored: false, part: 'view' })
  const { state, start, cancel, again } = exporting
  return (
    <Modal
      opened={open}
      onClose={() => {
        onClose()
        if (state.kind === 'done' || state.kind === 'failed') again()
      }}
      title="Export the result"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {state.kind === 'choosing' && (
        <ExportChoices
          choice={choice}
          rowCount={rowCount}
          view={view}
          onChange={setChoice}
          onClose={onClose}
          onStart={start}
        />
      )}
      {state.kind === 'running' && (
        <ExportProgress state={state} onCancel={cancel} onHide={onClose} />
      )}
      {(state.kind === 'done' || state.kind === 'failed') && (
        <ExportOutcome
          state={state}
          onRetry={() => start(state.choice, state.of)}
          onAgain={again}
          onClose={() => {
            onClose()
            again()
          }}
        />
      )}
    </Modal>
  )
}
