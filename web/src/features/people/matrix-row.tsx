import { Link } from '@tanstack/react-router'
import { memo, type RefCallback, type RefObject } from 'react'
import type { Grant } from '@/api/grants'
import type { PersonEntry } from '@/api/people'
import table from '@/ui/data-table.module.css'
import { CellText, cellWords } from './matrix-cell'
import classes from './matrix-grid.module.css'
import { type Cell, type Column, cellOf } from './model/matrix'

export type Place = { person: PersonEntry; column: Column; cell: Cell }

type Props = {
  person: PersonEntry
  /** Its place among all people, from 0; not all of them are drawn. */
  index: number
  columns: Column[]
  /** By client; those of everybody. */
  grants: ReadonlyMap<string, Grant[]>
  now: number
  /** The column that the keyboard reaches; none when that is in another row. */
  reached: number | undefined
  /** The column that is being edited. */
  chosen: string | undefined
  mayEdit: (place: Place) => boolean
  onEdit: (place: Place) => void
  onReach: (at: [row: number, column: number]) => void
  focused: RefObject<HTMLTableCellElement | null>
  measure: RefCallback<Element> | undefined
}

export const placeOf = (
  person: PersonEntry,
  column: Column,
  grants: ReadonlyMap<string, Grant[]>,
): Place => ({ person, column, cell: cellOf(person, column, grants.get(column.clientId) ?? []) })

/** One person across all columns. It is drawn anew only when something of its own changes. */
export const MatrixRow = memo(function MatrixRow(props: Props) {
  const { person, index, columns, grants, now, reached, chosen, mayEdit, onEdit } = props
  return (
    <tr ref={props.measure} data-index={index} aria-rowindex={index + 2}>
      <th scope="row">
        <Link to="/people/$personId" params={{ personId: person.id }}>
          {person.name}
        </Link>
        <span className={table.sub}>{person.email}</span>
      </th>
      {columns.map((across, columnAt) => {
        const place = placeOf(person, across, grants)
        const editable = mayEdit(place)
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the body hears the keys of its cells
          <td
            key={across.key}
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of a grid
            role="gridcell"
            tabIndex={reached === columnAt ? 0 : -1}
            className={classes.cell}
            data-editable={editable || undefined}
            aria-selected={chosen === across.key}
            aria-readonly={!editable}
            aria-label={`${person.name}, ${across.name}: ${cellWords(place.cell, now)}`}
            onFocus={(event) => {
              props.onReach([index, columnAt])
              props.focused.current = event.currentTarget
            }}
            onClick={() => editable && onEdit(place)}
          >
            <CellText cell={place.cell} now={now} />
          </td>
        )
      })}
    </tr>
  )
})
