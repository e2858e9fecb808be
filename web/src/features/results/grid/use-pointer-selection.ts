import { type Dispatch, type PointerEvent, type SetStateAction, useEffect, useRef } from 'react'
import { type Selection, single } from '../model/selection'
import { cellOf } from './grid-row'

export type PointerActs = {
  onPointerDown: (event: PointerEvent) => void
  onPointerOver: (event: PointerEvent) => void
}

/** Selects the cell that is pressed, or up to it with shift, and while the pointer is held those it passes. */
export function usePointerSelection(
  setSelection: Dispatch<SetStateAction<Selection | null>>,
  onBegin: () => void,
): PointerActs {
  const dragging = useRef(false)
  useEffect(() => {
    const stop = () => {
      dragging.current = false
    }
    window.addEventListener('pointerup', stop)
    return () => window.removeEventListener('pointerup', stop)
  }, [])
  const select = (event: PointerEvent, extend: boolean) => {
    const cell = cellOf(event.target)
    if (!cell) return false
    setSelection((old) => (extend && old ? { anchor: old.anchor, focus: cell } : single(cell)))
    return true
  }
  return {
    onPointerDown: (event) => {
      if (event.button !== 0 || !select(event, event.shiftKey)) return
      dragging.current = true
      onBegin()
    },
    onPointerOver: (event) => {
      if (dragging.current) select(event, true)
    },
  }
}
