import { useRef } from 'react'
import { isRightAligned } from '../model/cell-format'
import { MIN_WIDTH } from '../model/column-layout'
import { unitWords } from '../model/column-unit'
import type { ShownColumn } from './grid-row'
import classes from './result-grid.module.css'

type Props = {
  columns: ShownColumn[]
  height: number
  /** Width of the row numbers, and of the columns left of those shown. */
  gutter: number
  left: number
  onResize: (column: number, width: number) => void
}

/** The names of the columns in view, each with a grip that changes its width. */
export function GridHeader({ columns, height, gutter, left, onResize }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid, which names its active cell
    <div className={classes.header} role="row" aria-rowindex={1} style={{ height }}>
      <div className={classes.gutter} style={{ width: gutter }} aria-hidden />
      <div style={{ width: left }} aria-hidden />
      {columns.map((column) => (
        // biome-ignore lint/a11y/useSemanticElements: a native table cannot be windowed
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the grid
        <div
          key={column.index}
          role="columnheader"
          aria-colindex={column.index + 1}
          className={classes.head}
          data-right={isRightAligned(column.format.kind) || undefined}
          style={{ width: column.width }}
          title={titleOf(column)}
        >
          <span className={classes.name}>
            {column.name}
            {column.unit && (
              <>
                {' '}
                <span className={classes.unit}>{unitWords(column.unit).short}</span>
              </>
            )}
          </span>
          <Grip width={column.width} onResize={(width) => onResize(column.index, width)} />
        </div>
      ))}
    </div>
  )
}

function titleOf({ name, type, unit }: ShownColumn): string {
  return [`${name} · ${type}`, unitWords(unit).hint].filter(Boolean).join('\n')
}

function Grip({ width, onResize }: { width: number; onResize: (width: number) => void }) {
  const start = useRef<{ x: number; width: number } | null>(null)
  return (
    <span
      className={classes.grip}
      aria-hidden
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = { x: event.clientX, width }
      }}
      onPointerMove={(event) => {
        if (!start.current) return
        onResize(Math.max(MIN_WIDTH, start.current.width + event.clientX - start.current.x))
      }}
      onPointerUp={() => {
        start.current = null
      }}
    />
  )
}
