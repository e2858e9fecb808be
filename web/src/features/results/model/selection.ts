/** A rectangle of cells: the cell it was begun at and the one it reaches to. */
export type Cell = { row: number; column: number }
export type Selection = { anchor: Cell; focus: Cell }

export type Bounds = { rowCount: number; columnCount: number; pageRows: number }

export function single(cell: Cell): Selection {
  return { anchor: cell, focus: cell }
}

export function rectangle(s: Selection) {
  return {
    top: Math.min(s.anchor.row, s.focus.row),
    bottom: Math.max(s.anchor.row, s.focus.row),
    left: Math.min(s.anchor.column, s.focus.column),
    right: Math.max(s.anchor.column, s.focus.column),
  }
}

export function contains(s: Selection | null, row: number, column: number): boolean {
  if (!s) return false
  const r = rectangle(s)
  return row >= r.top && row <= r.bottom && column >= r.left && column <= r.right
}

/** How many cells wide and high. */
export function extent(s: Selection): { rows: number; columns: number } {
  const r = rectangle(s)
  return { rows: r.bottom - r.top + 1, columns: r.right - r.left + 1 }
}

/** Whole rows, from one to another; the focus is at the left, where it can be seen. */
export function rowsOf(
  from: number,
  to: number,
  { columnCount }: Pick<Bounds, 'columnCount'>,
): Selection {
  return { anchor: { row: from, column: columnCount - 1 }, focus: { row: to, column: 0 } }
}

export type Key = { key: string; ctrl: boolean; shift: boolean }

/** Where a key moves the selection to, or null when the key is not a move. */
export function moved(s: Selection | null, key: Key, bounds: Bounds): Selection | null {
  if (bounds.rowCount === 0 || bounds.columnCount === 0) return null
  const lastRow = bounds.rowCount - 1
  const lastColumn = bounds.columnCount - 1
  if (key.ctrl && key.key.toLowerCase() === 'a') {
    return { anchor: { row: 0, column: 0 }, focus: { row: lastRow, column: lastColumn } }
  }
  if (key.key === ' ' && s && (key.shift || key.ctrl)) {
    const r = rectangle(s)
    if (key.shift) return rowsOf(r.top, r.bottom, bounds)
    return { anchor: { row: lastRow, column: r.left }, focus: { row: 0, column: r.right } }
  }
  const from = s?.focus ?? { row: 0, column: 0 }
  const target = targetOf(from, key, bounds, lastRow, lastColumn)
  if (!target) return null
  const focus = {
    row: Math.min(Math.max(0, target.row), lastRow),
    column: Math.min(Math.max(0, target.column), lastColumn),
  }
  return { anchor: key.shift && s ? s.anchor : focus, focus }
}

function targetOf(
  from: Cell,
  key: Key,
  bounds: Bounds,
  lastRow: number,
  lastColumn: number,
): Cell | null {
  switch (key.key) {
    case 'ArrowDown':
      return { ...from, row: key.ctrl ? lastRow : from.row + 1 }
    case 'ArrowUp':
      return { ...from, row: key.ctrl ? 0 : from.row - 1 }
    case 'ArrowRight':
      return { ...from, column: key.ctrl ? lastColumn : from.column + 1 }
    case 'ArrowLeft':
      return { ...from, column: key.ctrl ? 0 : from.column - 1 }
    case 'PageDown':
      return { ...from, row: from.row + bounds.pageRows }
    case 'PageUp':
      return { ...from, row: from.row - bounds.pageRows }
    case 'Home':
      return { row: key.ctrl ? 0 : from.row, column: 0 }
    case 'End':
      return { row: key.ctrl ? lastRow : from.row, column: lastColumn }
    default:
      return null
  }
}
