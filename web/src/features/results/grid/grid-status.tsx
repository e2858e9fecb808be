import { Button, Menu } from '@mantine/core'
import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { unitNames } from '../model/column-format'
import type { GridColumn } from '../model/grid-column'
import { extent, type Selection } from '../model/selection'
import { ALL, isSummed } from '../model/subtotal'
import { visibleText } from '../model/visible-text'
import classes from './result-grid.module.css'
import type { RowSource } from './row-source'
import type { CopyAct } from './use-copy'

type Props = {
  columns: GridColumn[]
  source: RowSource
  selection: Selection | null
  notice: string
  /** Ways to copy what is selected. */
  acts: CopyAct[]
  /** Shows the selected value in full. */
  onDetails: () => void
}

/** Below the grid: what is selected, a single value exactly as AMC wrote it. */
export function GridStatus({ columns, source, selection, notice, acts, onDetails }: Props) {
  return (
    <div className={classes.status}>
      {source.error !== null && (
        <span role="alert">
          Rows could not be read: {source.error instanceof Error && source.error.message}{' '}
          <CommandButton
            command={{ label: 'Read the rows again', group: 'Result' }}
            variant="subtle"
            size="compact-xs"
            onClick={source.retry}
          >
            Try again
          </CommandButton>
        </span>
      )}
      <span aria-live="polite">{notice}</span>
      {!notice && (
        <div className={classes.selected}>
          <Selected columns={columns} source={source} selection={selection} />
        </div>
      )}
      {selection && (
        <div className={classes.statusActs}>
          <CommandButton
            command={{ label: 'Show the selected value in full', group: 'Result' }}
            variant="subtle"
            color="gray"
            size="compact-xs"
            onClick={onDetails}
          >
            In full
          </CommandButton>
          <Menu position="top-end">
            <Menu.Target>
              <Button variant="subtle" color="gray" size="compact-xs">
                Copy as
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {acts.map(({ id, label, run }) => (
                <Menu.Item key={id} onClick={run}>
                  {label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </div>
      )}
    </div>
  )
}

function Selected({ columns, source, selection }: Pick<Props, 'columns' | 'source' | 'selection'>) {
  if (!selection)
    return (
      <>
        <span className={classes.byKey}>
          Ctrl+C copies, with Shift also the column names · Enter shows a value in full · Alt+↓
          opens its column{source.depth > 1 && ' · + and − unfold and fold a group'}
        </span>
        <span className={classes.byTouch}>Tap a value to see it exactly</span>
      </>
    )
  const size = extent(selection)
  if (size.rows * size.columns > 1) {
    return `${plural(size.rows, 'row')} × ${plural(size.columns, 'column')} selected`
  }
  const { row, column } = selection.focus
  const shown = columns[column]
  const value = shown && source.cell(row, shown.index)
  if (shown && isSummed(shown, source.level(row)))
    return `${visibleText(shown.name)} ${ALL}: a subtotal of every value`
  return (
    <>
      {shown && visibleText(shown.name)}{' '}
      <span className={classes.exact}>
        {value === null ? 'NULL' : value === '' ? '(empty text)' : value && visibleText(value)}
      </span>
      {value && shown?.unit && ` ${unitNames[shown.unit].toLowerCase()}`}
    </>
  )
}
