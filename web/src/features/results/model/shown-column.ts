import {
  chosenOf,
  formatOf,
  shownShift,
  type Written,
  type WrittenColumn,
  writerOf,
} from './cell-format'
import type { Shown } from './view-words'

/** How the grid shows the values of a column, and so how its filters are told. */
export function shownColumn(column: WrittenColumn, written: Written): Shown {
  const { unit } = formatOf(column, 0, written)
  const chosen = chosenOf(column, written)
  const shown = {
    shift: shownShift(column, written),
    unit: chosen?.as === 'percent' ? '%' : unit,
    write: (value: string) => writerOf(column, written, [value])(value),
  }
  if (column.stored !== 'timestamp')
    return { ...shown, saysUnit: chosen?.as === 'percent' || chosen?.currency !== undefined }
  const zone = column.clock === 'advertiser' ? 'UTC' : (written.zone ?? 'UTC')
  return { ...shown, zone, saysUnit: zone !== 'UTC' }
}
