import { IconClock, IconClockOff, IconUsersGroup } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import type { Grant, Role } from '@/api/grants'
import type { PersonEntry } from '@/api/people'
import { endingOf } from '@/lib/ending'
import { plural } from '@/lib/number'
import { ClientChip } from '@/ui/client-chip'
import table from '@/ui/data-table.module.css'
import classes from './matrix-grid.module.css'
import { byClient, type Cell, type Column, cellOf, moved } from './model/matrix'
import { roleWords } from './model/roles'

export type Place = { person: PersonEntry; column: Column; cell: Cell }

type Props = {
  people: PersonEntry[]
  columns: Column[]
  grants: Grant[]
  now: number
  /** The cell that is being edited. */
  chosen: { personId: string; key: string } | undefined
  mayEdit: (place: Place) => boolean
  onEdit: (place: Place) => void
  /** The cell that holds the focus; where it returns after editing. */
  focused: RefObject<HTMLTableCellElement | null>
}

/** People down, clients or instances across; the arrows move over it and Enter edits. */
export function MatrixGrid(props: Props) {
  const { people, columns, grants, now, chosen, mayEdit, onEdit, focused } = props
  const [at, setAt] = useState<[number, number]>([0, 0])
  const body = useRef<HTMLTableSectionElement>(null)
  const ofClient = byClient(grants)
  // A filter may have taken away the row that held the focus.
  const [row, column] = [Math.min(at[0], people.length - 1), Math.min(at[1], columns.length - 1)]
  const placeOf = (person: PersonEntry, place: Column): Place => ({
    person,
    column: place,
    cell: cellOf(person, place, ofClient.get(place.clientId) ?? []),
  })

  function onKeyDown(event: KeyboardEvent) {
    const person = people[row]
    const across = columns[column]
    if ((event.key === 'Enter' || event.key === ' ') && person && across) {
      // A link within the grid keeps its own Enter.
      if (!(event.target instanceof HTMLTableCellElement)) return
      event.preventDefault()
      const place = placeOf(person, across)
      if (mayEdit(place)) onEdit(place)
      return
    }
    const next = moved([row, column], event.key, people.length, columns.length)
    if (!next || !(event.target instanceof HTMLTableCellElement)) return
    event.preventDefault()
    setAt(next)
    body.current?.rows[next[0]]?.cells[next[1] + 1]?.focus()
  }

  return (
    <div className={classes.scroll}>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table that the arrows move over is a grid */}
      <table className={classes.grid} role="grid" aria-label="Roles by person and client">
        <thead>
          <tr>
            <th scope="col">Person</th>
            {columns.map(({ key, name, color }) => (
              <th key={key} scope="col">
                <ClientChip name={name} color={color} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {people.map((person, rowAt) => (
            <tr key={person.id}>
              <th scope="row">
                <Link to="/people/$personId" params={{ personId: person.id }}>
                  {person.name}
                </Link>
                <span className={table.sub}>{person.email}</span>
              </th>
              {columns.map((across, columnAt) => {
                const place = placeOf(person, across)
                const editable = mayEdit(place)
                const isChosen = chosen?.personId === person.id && chosen.key === across.key
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the body hears the keys of its cells
                  <td
                    key={across.key}
                    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of a grid
                    role="gridcell"
                    tabIndex={row === rowAt && column === columnAt ? 0 : -1}
                    className={classes.cell}
                    data-editable={editable || undefined}
                    aria-selected={isChosen}
                    aria-readonly={!editable}
                    aria-label={`${person.name}, ${across.name}: ${cellWords(place.cell, now)}`}
                    onFocus={(event) => {
                      setAt([rowAt, columnAt])
                      focused.current = event.currentTarget
                    }}
                    onClick={() => editable && onEdit(place)}
                  >
                    <CellText cell={place.cell} now={now} />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function CellText({ cell, now }: { cell: Cell; now: number }) {
  const { role, until, own, group, fromClient, instances, owner } = cell
  if (owner) return <span className="quiet">everything</span>
  const over = !role && own ? endingOf(own.until, now) : undefined
  const ending = role && until ? endingOf(until, now) : undefined
  return (
    <>
      {role && <span className={classes.role}>{roleWords[role]}</span>}
      {!role && <span className="quiet">–</span>}
      {group && (
        <span className={classes.note}>
          <IconUsersGroup size={13} aria-hidden />
          {group}
        </span>
      )}
      {fromClient && !group && <span className={classes.note}>on the client</span>}
      {instances > 0 && <span className={classes.note}>{beyondWords(role, instances)}</span>}
      {ending && (
        <span className={classes.note} data-tone={ending.tone}>
          <IconClock size={13} aria-hidden />
          {ending.words}
        </span>
      )}
      {over && own && (
        <span className={classes.note} data-tone={over.tone}>
          <IconClockOff size={13} aria-hidden />
          {roleWords[own.role]}, {over.words}
        </span>
      )}
    </>
  )
}

/** The same, to be heard. */
function cellWords(cell: Cell, now: number): string {
  const { role, until, own, group, fromClient, instances, owner } = cell
  if (owner) return 'everything, as owner'
  return [
    role ? roleWords[role] : 'none',
    !role && own && `${roleWords[own.role]} ${endingOf(own.until, now).words}`,
    group && `by the group ${group}`,
    fromClient && 'on the client',
    instances > 0 && beyondWords(role, instances),
    role && until && endingOf(until, now).words,
  ]
    .filter(Boolean)
    .join(', ')
}

function beyondWords(role: Role | undefined, instances: number): string {
  return `${role ? 'more' : 'only'} on ${plural(instances, 'instance')}`
}
