import { useState } from 'react'
import { useCommands } from '@/lib/commands'
import { plural } from '@/lib/number'
import { type CopyFormat, copyCells, copyFormats } from '../model/copy-formats'
import type { GridColumn } from '../model/grid-column'
import { extent, rectangle, type Selection } from '../model/selection'
import { COPY_LIMIT, type RowSource } from './row-source'

/** A way to copy, by what the palette calls it. */
export type CopyAct = { id: string; label: string; run: () => void }

/** Copies the selected cells, loaded or not, and says what became of it. */
export function useCopy(columns: GridColumn[], source: RowSource, selection: Selection | null) {
  const [notice, setNotice] = useState('')

  async function copy(format: CopyFormat, named: boolean) {
    if (!selection) return
    const r = rectangle(selection)
    const size = extent(selection)
    if (size.rows > COPY_LIMIT) {
      setNotice(`Too many rows to copy (${plural(size.rows, 'row')}). Export the result instead.`)
      return
    }
    const chosen = columns.slice(r.left, r.right + 1)
    try {
      const cells = await source.fetch(
        r.top,
        r.bottom + 1,
        chosen.map(({ index }) => index),
      )
      await navigator.clipboard.writeText(copyCells(format, chosen, cells, named))
      setNotice(`Copied ${plural(size.rows, 'row')} × ${plural(size.columns, 'column')}`)
    } catch (error) {
      setNotice(refusal(error))
    }
  }

  const acts: CopyAct[] = Object.entries(copyFormats).map(([format, words]) => ({
    id: `copy-${format}`,
    label: `Copy the selected cells as ${words}`,
    run: () => void copy(format as CopyFormat, true),
  }))
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
