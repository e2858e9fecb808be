import { useState } from 'react'
import { type CellFormat, columnFormats } from '../model/cell-format'
import { startWidths } from '../model/column-layout'
import type { GridColumn } from '../model/grid-column'
import type { Row } from '../model/tile-store'
import type { RowSource } from './row-source'

const SAMPLE = 60

/** How a column is written and how wide it starts; `sampled` once values of it were seen. */
export type Fit = { name: string; format: CellFormat; width: number; sampled: boolean }

/**
 * Fits each column, by its id, to the first of its values that come, and leaves it
 * so when the rows change. One that comes into view later keeps its width.
 */
export function useFit(
  columns: GridColumn[],
  source: RowSource,
  row: number,
  viewWidth: number,
): ReadonlyMap<string, Fit> {
  const [fits, setFits] = useState<ReadonlyMap<string, Fit>>(new Map())
  const isThere = ({ index }: GridColumn) => viewWidth > 0 && source.cell(row, index) !== undefined
  const late = columns.filter((column) => {
    const fit = fits.get(column.id)
    return fit?.name !== column.name || (!fit.sampled && isThere(column))
  })
  if (late.length === 0) return fits

  const isFirst = !columns.some(({ id, name }) => {
    const fit = fits.get(id)
    return fit?.sampled && fit.name === name
  })
  const sample = sampleOf(late, source, row)
  const formats = columnFormats(late, sample)
  const widths = startWidths(late, formats, sample, viewWidth)
  const next = new Map(fits)
  late.forEach((column, at) => {
    const old = fits.get(column.id)
    const keeps = !isFirst && old?.name === column.name
    next.set(column.id, {
      name: column.name,
      format: formats[at] ?? { kind: 'text', digits: 0 },
      width: (keeps ? old.width : widths[at]) ?? 0,
      sampled: isThere(column),
    })
  })
  setFits(next)
  return next
}

/** Rows of the columns given; what is not there yet is NULL, which needs no room. */
function sampleOf(columns: GridColumn[], source: RowSource, first: number): Row[] {
  return Array.from({ length: Math.min(SAMPLE, source.rowCount - first) }, (_, row) =>
    columns.map(({ index }) => source.cell(first + row, index) ?? null),
  )
}
