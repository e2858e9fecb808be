import { useEffect, useRef } from 'react'
import type { GroupPath } from '../model/fold'
import type { Cell } from '../model/selection'
import { foldable } from '../model/subtotal'
import type { RowSource } from './row-source'

type Given = {
  source: RowSource
  /** Folds a group that is unfolded, and the other way round. */
  onFold: ((path: GroupPath) => void) | undefined
  /** Goes to the subtotal of a group that was turned, and so many rows on. */
  onMoved: (cell: Cell, rows: number) => void
}

/**
 * Folds groups by their subtotals. The rows of a group stand above its subtotal, so
 * that this moves by as many as come or go; it stays where it is seen.
 */
export function useFolds({ source, onFold, onMoved }: Given) {
  const turned = useRef<{ cell: Cell; rowCount: number } | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other rows move it
  useEffect(() => {
    const was = turned.current
    if (!was) return
    turned.current = null
    const rows = source.rowCount - was.rowCount
    onMoved({ ...was.cell, row: was.cell.row + rows }, rows)
  }, [source.rowCount])
  return (cell: Cell, to?: 'folded' | 'unfolded') => {
    const path = foldable(source, cell.row)
    if (!path || !onFold) return
    if (to && source.isUnfolded(path) === (to === 'unfolded')) return
    turned.current = { cell, rowCount: source.rowCount }
    onFold(path)
  }
}
