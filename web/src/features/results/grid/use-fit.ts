import { useMemo, useState } from 'react'
import {
  type CellFormat,
  chosenOf,
  formatOf,
  sharedDigits,
  type Written,
} from '../model/cell-format'
import { startWidths } from '../model/column-layout'
import type { GridColumn } from '../model/grid-column'
import type { Row } from '../model/tile-store'
import type { RowSource } from './row-source'

const SAMPLE = 60
const FOLD_ROOM = 34

/** How a column is written and how wide it starts; `sampled` once values of it were seen. */
export type Fit = {
  name: string
  /** What else it depends on. */
  way: string
  format: CellFormat
  width: number
  sampled: boolean
}

/**
 * Fits each column, by its id, to the first of its values that come, and leaves it
 * so when the rows change. One that comes into view later keeps its width; one that
 * is written in another way may grow.
 */
export function useFit(
  columns: GridColumn[],
  source: RowSource,
  row: number,
  viewWidth: number,
  written: Written,
): ReadonlyMap<string, Fit> {
  const [fits, setFits] = useState<ReadonlyMap<string, Fit>>(new Map())
  const isThere = ({ index }: GridColumn) => viewWidth > 0 && source.cell(row, index) !== undefined
  const ways = useMemo(
    () => new Map(columns.map((column) => [column.id, wayOf(column, written)])),
    [columns, written],
  )
  const late = columns.filter((column) => {
    const fit = fits.get(column.id)
    const isSame = fit?.name === column.name && fit.way === ways.get(column.id)
    return !isSame || (!fit.sampled && isThere(column))
  })
  if (late.length === 0) return fits

  const isFirst = !columns.some((column) => fitOf(fits, column)?.sampled)
  const sample = sampleOf(late, source, row)
  const formats = late.map((column, at) => {
    const values = sample.map((values) => values[at] ?? null)
    return formatOf(column, sharedDigits(column, values), written)
  })
  const widths = startWidths(late, formats, sample, viewWidth)
  const next = new Map(fits)
  late.forEach((column, at) => {
    const way = ways.get(column.id) ?? ''
    const format = formats[at]
    if (!format) return
    const old = isFirst ? undefined : fitOf(fits, column)
    // Subtotals are bold, and have a mark by which they fold.
    const more = column.key && source.depth > 1 ? FOLD_ROOM : 0
    const wanted = (widths[at] ?? 0) + more
    next.set(column.id, {
      name: column.name,
      way,
      format,
      width: old?.way === way ? old.width : Math.max(wanted, old?.width ?? 0),
      sampled: isThere(column),
    })
  })
  setFits(next)
  return next
}

/** In which way a column is to be written. */
function wayOf(column: GridColumn, written: Written): string {
  const { zone, currencyAt } = written
  const moved = column.stored === 'timestamp' && zone
  return JSON.stringify([chosenOf(column, written), moved, column.unit, currencyAt])
}

/** The fit of the same column, in whichever way it was written. */
function fitOf(fits: ReadonlyMap<string, Fit>, { id, name }: GridColumn): Fit | undefined {
  const fit = fits.get(id)
  return fit?.name === name ? fit : undefined
}

/** Rows of the columns given; what is not there yet is NULL, which needs no room. */
function sampleOf(columns: GridColumn[], source: RowSource, first: number): Row[] {
  return Array.from({ length: Math.min(SAMPLE, source.rowCount - first) }, (_, row) =>
    columns.map(({ index }) => source.cell(first + row, index) ?? null),
  )
}
