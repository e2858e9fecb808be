import { IconX } from '@tabler/icons-react'
import { plural } from '@/lib/number'
import { CommandIcon } from '@/ui/command-button'
import type { CellFormat } from '../model/cell-format'
import { cellMarks, markOf } from '../model/cell-mark'
import type { GridColumn } from '../model/grid-column'
import { nestedText } from '../model/nested-text'
import { type RowFacts, shownText } from '../model/row-facts'
import { visibleText } from '../model/visible-text'
import classes from './result-grid.module.css'

type Props = {
  column: GridColumn
  /** Counted from 0. */
  row: number
  /** The row is a subtotal of every value of the column. */
  isAll: boolean
  /** Undefined while it is on its way. */
  value: string | null | undefined
  format: CellFormat
  facts: RowFacts
  onClose: () => void
}

/** One value in full: as AMC wrote it, as it is shown, and unfolded where it is nested. */
export function CellDetails({ column, row, isAll, value, format, facts, onClose }: Props) {
  const nested = value ? nestedText(value) : null
  const mark = isAll ? null : markOf(value, column, facts.isSuppressed)
  const shown = value ? shownText(value, column, format, facts) : ''
  return (
    <aside className={classes.details} aria-label="Value in full">
      <header>
        <strong>{visibleText(column.name)}</strong>
        <CommandIcon command={{ label: 'Close the value', group: 'Result' }} onClick={onClose}>
          <IconX size={15} />
        </CommandIcon>
      </header>
      <p className="quiet num">
        Row {(row + 1).toLocaleString('en-US')} · {column.type}
        {value && ` · ${plural([...value].length, 'character')}`}
      </p>
      {format.hint && <p className="quiet">{format.hint}</p>}
      {isAll && <p>A subtotal of every value, NULL too.</p>}
      {mark && <p>{cellMarks[mark].means}</p>}
      {shown && shown !== value && (
        <p>
          Shown as <strong className="num">{shown}</strong>
          {format.unit && ` ${format.unit}`}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      {value && <pre tabIndex={0}>{visibleText(value)}</pre>}
      {nested && (
        <>
          <p className="quiet">
            Unfolded{nested.isRead && ', each comma taken as the end of a part'}
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <pre tabIndex={0}>{visibleText(nested.text)}</pre>
        </>
      )}
    </aside>
  )
}
