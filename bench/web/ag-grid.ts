import { AllCommunityModule, createGrid, ModuleRegistry } from 'ag-grid-community'
import { bench, columns, nameOf, type Row, textOf } from './rows'

ModuleRegistry.registerModules([AllCommunityModule])

bench((rows) => {
  const at = document.getElementById('grid')
  if (!at) return
  createGrid<Row>(at, {
    rowData: rows,
    rowHeight: 28,
    headerHeight: 34,
    animateRows: false,
    columnDefs: Array.from({ length: columns }, (_, column) => ({
      colId: nameOf(column),
      headerName: nameOf(column),
      width: 160,
      valueGetter: ({ data }) => data?.[column],
      valueFormatter: ({ value }) => textOf(value, column),
    })),
  })
})
