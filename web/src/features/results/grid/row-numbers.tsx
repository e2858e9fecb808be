import { memo } from 'react'
import classes from './result-grid.module.css'

type Props = {
  /** The rows in view, counted from 0. */
  first: number
  end: number
  /** The row at the top of the body. */
  base: number
  slots: number
  width: number
  rowHeight: number
}

/**
 * The numbers of the rows, which stay at the left as one: a browser draws each
 * thing that stays for itself, and one for each row would take most of a frame.
 */
export const RowNumbers = memo(function RowNumbers(props: Props) {
  const { first, end, base, slots, width, rowHeight } = props
  return (
    <div className={classes.numbers} style={{ width }} aria-hidden>
      {Array.from({ length: end - first }, (_, place) => {
        const index = first + place
        return (
          <div
            key={index % slots}
            className={classes.gutter}
            style={{ top: (index - base) * rowHeight, width, height: rowHeight }}
          >
            {index + 1}
          </div>
        )
      })}
    </div>
  )
})
