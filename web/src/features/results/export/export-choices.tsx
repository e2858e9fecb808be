import { Button, Radio } from '@mantine/core'
import type { ExportChoice, ExportFormat } from '@/api/executions'
import { plural } from '@/lib/number'
import classes from './export.module.css'
import { FORMATS, formatNames, noteFor } from './formats'
import type { OfferedView } from './offered-view'

/** What is chosen so far; `part` matters only where a view is offered. */
export type Choosing = { format: ExportFormat; asStored: boolean; part: 'everything' | 'view' }

type Props = {
  choice: Choosing
  /** Of everything. */
  rowCount: number
  view: OfferedView | undefined
  onChange: (choice: Choosing) => void
  onClose: () => void
  /** With how many rows that is. */
  onStart: (choice: ExportChoice, rows: number) => void
}

/** Which rows where there is a view, which format, and for CSV what becomes of texts that look like formulas. */
export function ExportChoices({ choice, rowCount, view, onChange, onClose, onStart }: Props) {
  const { part, ...written } = choice
  const taken = part === 'view' ? view : undefined
  const rows = taken ? taken.rowCount : rowCount
  const note = rows !== undefined && noteFor(choice.format, rows)
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (rows !== undefined) onStart({ ...written, view: taken?.text }, rows)
      }}
    >
      {view && (
        <Radio.Group
          label="Rows"
          value={part}
          onChange={(value) =>
            onChange({ ...choice, part: value === 'view' ? 'view' : 'everything' })
          }
        >
          <div className={classes.options}>
            <Radio
              value="view"
              label={
                view.rowCount === undefined
                  ? 'This view, being built'
                  : `This view, ${plural(view.rowCount, 'row')}`
              }
              description="As filtered, sorted, grouped and computed here. Hidden columns come along."
            />
            <Radio
              value="everything"
              label={`Everything, ${plural(rowCount, 'row')}`}
              description="Every row and column as AMC gave them, in stored order."
            />
          </div>
        </Radio.Group>
      )}
      <Radio.Group
        label="Format"
        value={choice.format}
        // The group has no values but these.
        onChange={(format) => onChange({ ...choice, format: format as ExportFormat })}
      >
        <div className={classes.options}>
          {formatNames.map((format) => (
            <Radio
              key={format}
              value={format}
              label={FORMATS[format].name}
              description={`${FORMATS[format].good} ${FORMATS[format].lacks}`}
            />
          ))}
        </div>
      </Radio.Group>
      {choice.format === 'csv' && (
        <Radio.Group
          label="Texts that look like formulas"
          value={choice.asStored ? 'stored' : 'safe'}
          onChange={(value) => onChange({ ...choice, asStored: value === 'stored' })}
        >
          <div className={classes.options}>
            <Radio
              value="safe"
              label="Safe for spreadsheets"
              description="An apostrophe goes in front of texts such as =1+1, so that none is run."
            />
            <Radio
              value="stored"
              label="Exactly as stored"
              description="For programs. A spreadsheet that opens the file may run such a text. The audit log tells which was taken."
            />
          </div>
        </Radio.Group>
      )}
      {choice.format === 'xlsx' && (
        <p className="quiet">Every text is a text cell: none is run as a formula.</p>
      )}
      {note && <p className={classes.note}>{note}</p>}
      <div className={classes.answers}>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button type="submit" data-autofocus disabled={rows === undefined}>
          {rows === undefined ? 'The view is being built' : `Export ${plural(rows, 'row')}`}
        </Button>
      </div>
    </form>
  )
}
