import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import type { ExportFormat } from '@/api/executions'
import { useCommands } from '@/lib/commands'
import { CommandButton } from '@/ui/command-button'
import classes from './export-button.module.css'
import { ExportDialog } from './export-dialog'
import { percentOf } from './export-progress'
import { FORMATS, formatNames } from './formats'
import type { OfferedView } from './offered-view'
import { useExport } from './use-export'

type Props = { executionId: string; rowCount: number; view?: OfferedView }

/** Opens the one dialog for exports, and tells how far one is while that is closed. */
export function ExportButton({ executionId, rowCount, view }: Props) {
  const exporting = useExport(executionId)
  /** The format that was asked for; it stays while the dialog closes. */
  const [asked, setAsked] = useState<{ format: ExportFormat; time: number }>()
  const [open, setOpen] = useState(false)
  const ask = (format: ExportFormat) => {
    setAsked((before) => ({ format, time: (before?.time ?? 0) + 1 }))
    setOpen(true)
  }
  useCommands(
    formatNames.map((format) => ({
      id: `export-${format}`,
      label: `Export the result as ${FORMATS[format].name}`,
      group: 'Result',
      words: 'download save file',
      run: () => ask(format),
    })),
  )
  const { state } = exporting
  return (
    <>
      <CommandButton
        command={{ label: 'Export the result', group: 'Result', words: 'download save file' }}
        variant="default"
        className={classes.button}
        leftSection={<IconDownload size={14} />}
        onClick={() => ask(asked?.format ?? 'csv')}
      >
        {state.kind === 'running'
          ? `Exporting ${percentOf(state.rows, state.of)} %`
          : state.kind === 'failed' && !open
            ? 'Export broke off'
            : 'Export'}
      </CommandButton>
      {asked && (
        <ExportDialog
          key={asked.time}
          open={open}
          onClose={() => setOpen(false)}
          first={asked.format}
          rowCount={rowCount}
          view={view}
          exporting={exporting}
        />
      )}
    </>
  )
}
