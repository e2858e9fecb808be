import { useState } from 'react'
import type { Front } from './components/workbench'

/** Which panes are shown; on a phone, one at a time. */
export function usePanes(executionId: string | undefined) {
  const [side, setSide] = useState('run')
  const [below, setBelow] = useState('result')
  const [front, setFront] = useState<Front>(executionId ? 'below' : 'editor')
  return {
    shown: {
      sideShown: side,
      onSide: setSide,
      belowShown: below,
      onBelow: setBelow,
      front,
      onFront: setFront,
    },
    showEditor: () => setFront('editor'),
    showSide: (pane: string) => {
      setSide(pane)
      setFront('side')
    },
    showBelow: (pane: string) => {
      setBelow(pane)
      setFront('below')
    },
  }
}
