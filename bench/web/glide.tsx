import '@glideapps/glide-data-grid/dist/index.css'
import { DataEditor, GridCellKind, type GridColumn, type Item } from '@glideapps/glide-data-grid'
import { useCallback } from 'react'
import { createRoot } from 'react-dom/client'
import { bench, columns, nameOf, type Row, textOf } from './rows'

const heads: GridColumn[] = Array.from({ length: columns }, (_, column) => ({
  id: nameOf(column),
  title: nameOf(column),
  width: 160,
}))

function Grid({ rows }: { rows: Row[] }) {
  const cell = useCallback(
    ([column, row]: Item) => {
      const text = textOf(rows[row]?.[column], column)
      return { kind: GridCellKind.Text, data: text, displayData: text, allowOverlay: false } as const
    },
    [rows],
  )
  return (
    <DataEditor
      columns={heads}
      rows={rows.length}
      getCellContent={cell}
      rowMarkers="number"
      rowHeight={28}
      headerHeight={34}
      width="100%"
      height="100%"
      smoothScrollX
      smoothScrollY
    />
  )
}

bench((rows) => {
  const at = document.getElementById('grid')
  if (at) createRoot(at).render(<Grid rows={rows} />)
})
