import type { KeyboardEvent } from 'react'
import { type Bounds, moved, type Selection } from '../model/selection'

type Given = {
  selection: Selection | null
  bounds: Bounds
  /** Opens what can be done with the active column. */
  onPanel: () => void
  /** Goes to where texts are looked for; the browser's own search sees only rows in view. */
  onFind: (() => void) | undefined
  /** Folds or unfolds the group that the active row is the subtotal of. */
  onFold: (to: 'folded' | 'unfolded') => void
  /** Copies; with the names of the columns too. */
  onCopy: (named: boolean) => void
  /** Shows the selected value in full, or no more. */
  onDetails: () => void
  onMove: (selection: Selection, reveal: boolean) => void
}

/** What the keys do while the grid has the focus. */
export function gridKeys(given: Given) {
  const { selection, bounds, onPanel, onFind, onFold, onCopy, onDetails, onMove } = given
  return (event: KeyboardEvent) => {
    // Its buttons, and what they open, have keys of their own.
    if (event.target !== event.currentTarget) return
    const ctrl = event.ctrlKey || event.metaKey
    const act = () => {
      if (event.altKey && event.key === 'ArrowDown') return onPanel
      if (ctrl && event.key.toLowerCase() === 'c') return () => onCopy(event.shiftKey)
      if (ctrl && event.key.toLowerCase() === 'f') return onFind
      if (!ctrl && event.key === '+') return () => onFold('unfolded')
      if (!ctrl && event.key === '-') return () => onFold('folded')
      if (event.key === 'Enter' && selection) return onDetails
      const next = moved(selection, { key: event.key, ctrl, shift: event.shiftKey }, bounds)
      return next && (() => onMove(next, !['a', ' '].includes(event.key.toLowerCase())))
    }
    const done = act()
    if (!done) return
    event.preventDefault()
    done()
  }
}
