import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import {
  Fragment,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Grant } from '@/api/grants'
import type { PersonEntry } from '@/api/people'
import { ClientChip } from '@/ui/client-chip'
import classes from './matrix-grid.module.css'
import { MatrixRow, type Place, placeOf } from './matrix-row'
import { byClient, type Column, moved } from './model/matrix'

/** From this many cells on, only the people in view are drawn. */
const DRAW_ALL = 2_000
const ROW_HEIGHT = 47

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

/** A row that is drawn, and where; all of them have no place of their own. */
type Drawn = { index: number; start: number; end: number }

/** People down, clients or instances across; the arrows move over it and Enter edits. */
export function MatrixGrid(props: Props) {
  const { people, columns, grants, now, chosen, mayEdit, onEdit, focused } = props
  const [at, setAt] = useState<[number, number]>([0, 0])
  const box = useRef<HTMLDivElement>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const moving = useRef(false)
  const ofClient = useMemo(() => byClient(grants), [grants])
  // A filter may have taken away the row that held the focus.
  const row = Math.min(at[0], people.length - 1)
  const column = Math.min(at[1], columns.length - 1)
  const virtual = people.length * columns.length > DRAW_ALL
  const rows = useVirtualizer({
    count: people.length,
    enabled: virtual,
    getScrollElement: () => box.current,
    getItemKey: (index) => people[index]?.id ?? index,
    estimateSize: () => ROW_HEIGHT,
    overscan: 6,
    // What holds the focus stays, however far one scrolls, and so do those beside it.
    rangeExtractor: (range) =>
      [
        ...new Set([
          ...defaultRangeExtractor(range),
          ...[row - 1, row, row + 1].filter((index) => index >= 0 && index < people.length),
        ]),
      ].sort((a, b) => a - b),
  })

  useEffect(() => {
    if (!moving.current) return
    moving.current = false
    const there = body.current?.querySelector<HTMLTableRowElement>(`tr[data-index="${row}"]`)
    there?.cells[column + 1]?.focus()
  }, [row, column])

  function onKeyDown(event: KeyboardEvent) {
    // A link within the grid keeps its own keys.
    if (!(event.target instanceof HTMLTableCellElement)) return
    const person = people[row]
    const across = columns[column]
    if ((event.key === 'Enter' || event.key === ' ') && person && across) {
      event.preventDefault()
      const place = placeOf(person, across, ofClient)
      if (mayEdit(place)) onEdit(place)
      return
    }
    const next = moved([row, column], event.key, people.length, columns.length)
    if (!next) return
    event.preventDefault()
    moving.current = next[0] !== row || next[1] !== column
    setAt(next)
  }

  const drawn: Drawn[] = virtual
    ? rows.getVirtualItems()
    : people.map((_, index) => ({ index, start: 0, end: 0 }))
  let end = 0
  return (
    <div ref={box} className={classes.scroll}>
      <table
        className={classes.grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table that the arrows move over is a grid
        role="grid"
        aria-label="Roles by person and client"
        aria-rowcount={people.length + 1}
      >
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
          {drawn.map((item) => {
            const person = people[item.index]
            if (!person) return null
            const gap = item.start - end
            end = item.end
            return (
              <Fragment key={person.id}>
                {gap > 0 && <Space height={gap} />}
                <MatrixRow
                  person={person}
                  index={item.index}
                  columns={columns}
                  grants={ofClient}
                  now={now}
                  reached={item.index === row ? column : undefined}
                  chosen={chosen?.personId === person.id ? chosen.key : undefined}
                  mayEdit={mayEdit}
                  onEdit={onEdit}
                  onReach={setAt}
                  focused={focused}
                  measure={virtual ? rows.measureElement : undefined}
                />
              </Fragment>
            )
          })}
          {virtual && rows.getTotalSize() > end && <Space height={rows.getTotalSize() - end} />}
        </tbody>
      </table>
    </div>
  )
}

/** The room of people who are not drawn. */
function Space({ height }: { height: number }) {
  return (
    <tr aria-hidden className={classes.space} style={{ height }}>
      <td />
    </tr>
  )
}
