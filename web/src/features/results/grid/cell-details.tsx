import { IconX } from '@tabler/icons-react'
import { plural } from '@/lib/number'
import { CommandIcon } from '@/ui/command-button'
import { unitWords } from '../model/column-unit'
import type { GridColumn } from '../model/grid-column'
import { nestedText } from '../model/nested-text'
import classes from './result-grid.module.css'

type Props = {
  column: GridColumn
  /** Counted from 0. */
  row: number
  /** Undefined while it is on its way. */
  value: string | null | undefined
  onClose: () => void
}

/** One value in full: as AMC wrote it, and unfolded where it is nested. */
export function CellDetails({ column, row, value, onClose }: Props) {
  const nested = value ? nestedText(value) : null
  const { hint } = unitWords(column.unit)
  return (
    <aside className={classes.details} aria-label="Value in full">
      <header>
        <strong>{column.name}</strong>
        <CommandIcon command={{ label: 'Close the value', group: 'Result' }} onClick={onClose}>
          <IconX size={15} />
        </CommandIcon>
      </header>
      <p className="quiet num">
        Row {(row + 1).toLocaleString('en-US')} · {column.type}
        {value && ` · ${plural([...value].length, 'character')}`}
      </p>
      {hint && <p className="quiet">{hint}</p>}
      {value === null && (
        <p>
          <strong>NULL</strong>: there is no value. In AMC, a dimension is also NULL where its own
          value rested on too few users to be shown.
        </p>
      )}
      {value === '' && <p>Empty text. It is a value, unlike NULL.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      {value && <pre tabIndex={0}>{value}</pre>}
      {nested && (
        <>
          <p className="quiet">Unfolded</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <pre tabIndex={0}>{nested}</pre>
        </>
      )}
    </aside>
  )
}
