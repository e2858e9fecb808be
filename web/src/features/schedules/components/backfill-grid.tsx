import { type KeyboardEvent, useRef, useState } from 'react'
import type { BackfillCell } from '@/api/schedules'
import { CommandButton } from '@/ui/command-button'
import { type CellLook, cellWords, executionOf, gridOf, lookWords } from '../model/backfill-grid'
import classes from './backfill-grid.module.css'

const signs: Record<CellLook, string> = {
  unbegun: '·',
  open: '◐',
  succeeded: '✓',
  failed: '✕',
  cancelled: '–',
}

const steps: Record<string, [number, number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
}

type Props = { zone: string; cells: BackfillCell[]; onOpen: (executionId: string) => void }

/** Instants across, instances down; the arrows move over it and Enter opens what ran there. */
export function BackfillGrid({ zone, cells, onOpen }: Props) {
  const grid = gridOf(cells)
  const [at, setAt] = useState<[number, number]>([0, 0])
  const body = useRef<HTMLTableSectionElement>(null)
  const [row, column] = at
  const words = (rowAt: number, columnAt: number) => {
    const place = grid.columns[columnAt]
    const line = grid.rows[rowAt]
    return place && line ? cellWords(place, line.name, line.cells[columnAt] ?? null, zone) : ''
  }

  const executionId = executionOf(grid.rows[row]?.cells[column])

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Enter' && executionId) return onOpen(executionId)
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    const next: [number, number] = [
      Math.min(Math.max(row + step[0], 0), grid.rows.length - 1),
      Math.min(Math.max(column + step[1], 0), grid.columns.length - 1),
    ]
    setAt(next)
    const cell = body.current?.rows[next[0]]?.cells[next[1] + 1]
    cell?.focus()
  }

  return (
    <div>
      <div className={classes.scroll}>
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table that the arrows move over is a grid */}
        <table className={classes.grid} role="grid" aria-label="Progress by instant and instance">
          <thead className="visually-hidden">
            <tr>
              <th>Instance</th>
              {grid.columns.map(({ key, label }) => (
                <th key={key}>{label}</th>
              ))}
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={onKeyDown}>
            {grid.rows.map(({ instanceId, name, cells }, rowAt) => (
              <tr key={instanceId}>
                <th scope="row">{name}</th>
                {cells.map((cell, columnAt) => (
                  <td
                    key={grid.columns[columnAt]?.key}
                    tabIndex={row === rowAt && column === columnAt ? 0 : -1}
                    className={classes.cell}
                    data-look={cell?.look}
                    aria-label={words(rowAt, columnAt)}
                    title={words(rowAt, columnAt)}
                    onFocus={() => setAt([rowAt, columnAt])}
                    onDoubleClick={() => {
                      const doubled = executionOf(cell)
                      if (doubled) onOpen(doubled)
                    }}
                  >
                    {cell ? signs[cell.look] : ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.foot}>
        <span>
          {words(row, column)} <span className="quiet">({zone})</span>
        </span>
        {executionId && (
          <CommandButton
            command={{
              label: 'Open the execution',
              subject: 'of the chosen cell',
              group: 'Schedule',
            }}
            variant="subtle"
            onClick={() => onOpen(executionId)}
          >
            Open the execution
          </CommandButton>
        )}
        <span className="quiet">
          {(Object.keys(signs) as CellLook[])
            .map((look) => `${signs[look]} ${lookWords[look]}`)
            .join('   ')}
        </span>
      </p>
    </div>
  )
}
