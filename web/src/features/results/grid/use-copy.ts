import { useState } from 'react'
import { useCommands } from '@/lib/commands'
import { plural } from '@/lib/number'
import type { GridColumn } from '../model/grid-column'
import { copyText, extent, rectangle, type Selection } from '../model/selection'
import { COPY_LIMIT, type RowSource } from './row-source'

/** Copies the selected cells, loaded or not, and says what became of it. */
export function useCopy(columns: GridColumn[], source: RowSource, selection: Selection | null) {
  const [notice, setNotice] = useState('')

  async function copy(withHeader: boolean) {
    if (!selection) return
    const r = rectangle(selection)
    const size = extent(selection)
    if (size.rows > COPY_LIMIT) {
      setNotice(`Too many rows to copy (${plural(size.rows, 'row')}). Download the result instead.`)
      return
    }
    const chosen = columns.slice(r.left, r.right + 1)
    const cells = await source.fetch(
      r.top,
      r.bottom + 1,
      chosen.map(({ index }) => index),
    )
    const names = chosen.map(({ name }) => name)
    try {
      await navigator.clipboard.writeText(copyText(cells, withHeader ? names : undefined))
      setNotice(`Copied ${plural(size.rows, 'row')} × ${plural(size.columns, 'column')}`)
    } catch {
      // Browsers keep the clipboard from pages that came without HTTPS.
      setNotice('This browser does not let the page copy. Download the result instead.')
    }
  }

  useCommands(
    [
      { id: 'copy-cells', label: 'Copy the selected cells', run: () => void copy(false) },
      {
        id: 'copy-headed',
        label: 'Copy the selected cells with names',
        run: () => void copy(true),
      },
    ]
      .map((command) => ({ ...command, group: 'Copy' }))
      .filter(() => selection !== null),
  )

  return { notice, setNotice, copy }
}
