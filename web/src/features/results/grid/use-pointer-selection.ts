import {
  type Dispatch,
  type PointerEvent,
  type RefObject,
  type SetStateAction,
  useEffect,
  useRef,
} from 'react'
import { type Cell, rowsOf, type Selection, single } from '../model/selection'
import { cellOf } from './grid-row'

export type PointerActs = {
  onPointerDown: (event: PointerEvent) => void
  onPointerOver: (event: PointerEvent) => void
  onPointerMove: (event: PointerEvent) => void
}

type Given = {
  /** What scrolls the rows. */
  scroller: RefObject<HTMLElement | null>
  rowHeight: number
  columnCount: number
  setSelection: Dispatch<SetStateAction<Selection | null>>
  /** Moves the view by pixels, to the right and down. */
  scrollBy: (right: number, down: number) => void
  onBegin: () => void
}

/** So near the edge of the rows, in pixels, a selection that is drawn moves them on. */
const EDGE = 12

/**
 * Selects the cell that is pressed, or up to it with shift, and while the pointer is
 * held those it passes; at the edge the rows move on. The number of a row selects it.
 */
export function usePointerSelection(given: Given): PointerActs {
  const latest = useRef(given)
  const drag = useRef<{ kind: 'cells' | 'rows'; x: number; y: number } | null>(null)
  useEffect(() => {
    latest.current = given
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it reads is always the latest
  useEffect(() => {
    let frame = 0
    const stop = () => {
      drag.current = null
      cancelAnimationFrame(frame)
      frame = 0
    }
    const move = (event: globalThis.PointerEvent) => {
      if (!drag.current) return
      Object.assign(drag.current, { x: event.clientX, y: event.clientY })
      if (frame === 0) frame = requestAnimationFrame(goOn)
    }
    const goOn = () => {
      frame = 0
      const { scroller, scrollBy } = latest.current
      const room = scroller.current?.getBoundingClientRect()
      if (!drag.current || !room) return
      const { kind, x, y } = drag.current
      const right = kind === 'cells' ? beyond(x, room.left, room.right) : 0
      const down = beyond(y, room.top, room.bottom)
      if (right === 0 && down === 0) return
      scrollBy(right, down)
      const seen = document.elementFromPoint(
        clamp(x, room.left + EDGE, room.right - 2 * EDGE),
        clamp(y, room.top + 3 * EDGE, room.bottom - 2 * EDGE),
      )
      if (seen) reach(seen, y)
      frame = requestAnimationFrame(goOn)
    }
    window.addEventListener('pointerup', stop)
    window.addEventListener('pointercancel', stop)
    window.addEventListener('pointermove', move)
    return () => {
      stop()
      window.removeEventListener('pointerup', stop)
      window.removeEventListener('pointercancel', stop)
      window.removeEventListener('pointermove', move)
    }
  }, [])

  /** Selects up to what the pointer is on, as the drag was begun. */
  function reach(target: EventTarget, y: number) {
    const { columnCount, setSelection } = latest.current
    const cell = cellOf(target) ?? numberedRow(target, y)
    if (!cell) return
    setSelection((old) => {
      const anchor = old?.anchor ?? cell
      if (drag.current?.kind === 'rows') return rowsOf(anchor.row, cell.row, { columnCount })
      return { anchor, focus: cell }
    })
  }

  /** The row whose number lies at a height of the page. */
  function numberedRow(target: EventTarget, y: number): Cell | null {
    const numbers = target instanceof Element ? target.closest('[data-first-row]') : null
    if (!numbers) return null
    const lines = Math.floor((y - numbers.getBoundingClientRect().top) / latest.current.rowHeight)
    return { row: Number(numbers.getAttribute('data-first-row')) + lines, column: 0 }
  }

  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return
      const cell = cellOf(event.target)
      const row = cell ? null : numberedRow(event.target, event.clientY)
      const begun = cell ?? row
      if (!begun) return
      drag.current = { kind: cell ? 'cells' : 'rows', x: event.clientX, y: event.clientY }
      if (event.shiftKey) reach(event.target, event.clientY)
      else given.setSelection(row ? rowsOf(row.row, row.row, given) : single(begun))
      given.onBegin()
    },
    onPointerOver: (event) => {
      if (drag.current) reach(event.target, event.clientY)
    },
    // The numbers of the rows are one element: within it nothing is passed over.
    onPointerMove: (event) => {
      if (drag.current?.kind === 'rows') reach(event.target, event.clientY)
    },
  }
}

/** How far to move on in a frame: the faster, the further the pointer is beyond the edge. */
function beyond(at: number, from: number, to: number): number {
  if (at < from + EDGE) return Math.max(-60, (at - from - EDGE) / 2)
  return at > to - EDGE ? Math.min(60, (at - to + EDGE) / 2) : 0
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
