import { useState } from 'react'
import { useCommands } from '@/lib/commands'
import { plural } from '@/lib/number'
import type { CellFormat, Written } from '../model/cell-format'
import { type CopyFormat, copyCells, copyFormats } from '../model/copy-formats'
import type { GridColumn } from '../model/grid-column'
import { factColumns, factsOf, shownText } from '../model/row-facts'
import { extent, rectangle, type Selection } from '../model/selection'
import { withAll } from '../model/subtotal'
import type { TileRows } from '../model/tile-store'
import { COPY_LIMIT, type RowSource } from './row-source'

/** A way to copy, by what the palette calls it. */
export type CopyAct = { id: string; label: string; run: () => void }

type ReadRows = (columns: number[]) => Promise<TileRows>

type Given = {
  columns: GridColumn[]
  source: RowSource
  selection: Selection | null
  written: Written
  formatted: (column: GridColumn) => CellFormat
}

/** Copies the selected cells, loaded or not, and says what became of it. */
export function useCopy({ columns, source, selection, written, formatted }: Given) {
  const [notice, setNotice] = useState('')

  async function copy(format: CopyFormat | 'shown', named: boolean) {
    if (!selection) return
    const r = rectangle(selection)
    const size = extent(selection)
    if (size.rows > COPY_LIMIT) {
      setNotice(`Too many rows to copy (${plural(size.rows, 'row')}). Export the result instead.`)
      return
    }
    const chosen = columns.slice(r.left, r.right + 1)
    const read: ReadRows = (wanted) => source.fetch(r.top, r.bottom + 1, wanted)
    try {
      const text =
        format === 'shown'
          ? await asShown(chosen, read)
          : copyCells(format, chosen, await exact(format, chosen, read), named)
      await navigator.clipboard.writeText(text)
      setNotice(`Copied ${plural(size.rows, 'row')} × ${plural(size.columns, 'column')}`)
    } catch (error) {
      setNotice(refusal(error))
    }
  }

  /** As they are stored; where a subtotal stands for all values, it says so, but not in typed SQL. */
  async function exact(format: CopyFormat, chosen: GridColumn[], read: ReadRows) {
    const { rows, levels } = await read(chosen.map(({ index }) => index))
    return format === 'sql' ? rows : withAll(rows, levels, chosen)
  }

  /** As the grid writes them, units and currencies in the names of the columns. */
  async function asShown(chosen: GridColumn[], read: ReadRows) {
    const formats = chosen.map(formatted)
    const wanted = [...new Set([...chosen.map(({ index }) => index), ...factColumns(written)])]
    const { rows, levels } = await read(wanted)
    const named = chosen.map(({ name, stored }, at) => {
      const unit = formats[at]?.unit
      return { name: unit ? `${name} (${unit})` : name, stored }
    })
    const cells = rows.map((row) => {
      const cell = (index: number) => row[wanted.indexOf(index)]
      const facts = factsOf(cell, written)
      return chosen.map((column, at) => {
        const format = formats[at]
        return format ? shownText(cell(column.index) ?? null, column, format, facts) : ''
      })
    })
    return copyCells('tsv', named, withAll(cells, levels, chosen), true)
  }

  const acts: CopyAct[] = Object.entries(copyFormats).map(([format, words]) => ({
    id: `copy-${format}`,
    label: `Copy the selected cells as ${words}`,
    run: () => void copy(format as CopyFormat, true),
  }))
  acts.push({
    id: 'copy-shown',
    label: 'Copy the selected cells as they are shown',
    run: () => void copy('shown', true),
  })
  acts.unshift({
    id: 'copy-cells',
    label: 'Copy the selected cells',
    run: () => void copy('tsv', false),
  })
  useCommands(selection ? acts.map((act) => ({ ...act, group: 'Copy' })) : [])

  return { notice, setNotice, copy, acts }
}

function refusal(error: unknown): string {
  // Browsers keep the clipboard from pages that came without HTTPS.
  if (error instanceof DOMException || error instanceof TypeError)
    return 'This browser does not let the page copy. Export the result instead.'
  const why = error instanceof Error ? error.message : String(error)
  return `The rows to copy could not be read: ${why}`
}
