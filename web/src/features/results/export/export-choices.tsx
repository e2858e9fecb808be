import { Button, Radio } from '@mantine/core'
import type { ExportChoice, ExportFormat } from '@/api/executions'
import { plural } from '@/lib/number'
import classes from './export.module.css'
import { FORMATS, formatNames, noteFor } from './formats'

type Props = {
  choice: ExportChoice
  rowCount: number
  onChange: (choice: ExportChoice) => void
  onClose: () => void
  onStart: () => void
}

/** Which format, and for CSV what becomes of texts that look like formulas. */
export function ExportChoices({ choice, rowCount, onChange, onClose, onStart }: Props) {
  const note = noteFor(choice.format, rowCount)
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        onStart()
      }}
    >
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
      <p className="quiet">
        The file holds every row and column as stored. Filters, sorting, groups and computed columns
        of the view are not in it.
      </p>
      {note && <p className={classes.note}>{note}</p>}
      <div className={classes.answers}>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button type="submit" data-autofocus>
          Export {plural(rowCount, 'row')}
        </Button>
      </div>
    </form>
  )
}
