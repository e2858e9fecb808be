import { memo } from 'react'
import classes from './result-grid.module.css'

type Props = {
  /** The rows in view, counted from 0. */
  first: number
  end: number
  /** The row at the top of the body. */
  anchor: number
  width: number
  rowHeight: number
}

/**
 * The numbers of the rows, as lines of one text: a browser draws each thing that
 * stays at the left for itself, and one for each row would take most of a frame.
 */
export const RowNumbers = memo(function RowNumbers(props: Props) {
  const { first, end, anchor, width, rowHeight } = props
  const numbers = Array.from({ length: end - first }, (_, place) => first + place + 1)
  return (
    <div className={classes.numbers} style={{ width }} aria-hidden>
      <div
        className={classes.gutter}
        style={{ top: (first - anchor) * rowHeight, width, height: numbers.length * rowHeight }}
        data-first-row={first}
      >
        {numbers.join('\n')}
      </div>
    </div>
  )
})
