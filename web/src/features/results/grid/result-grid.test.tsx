import { MantineProvider } from '@mantine/core'
import { act, render as draw, fireEvent, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ComponentProps, ReactNode } from 'react'
import { beforeEach, expect, it, type Mock, vi } from 'vitest'
import { commandsOnOffer } from '@/lib/commands'
import { show } from '@/lib/testing/show'
import type { GridColumn } from '../model/grid-column'
import { ResultGrid } from './result-grid'
import type { RowSource } from './row-source'

const column = (index: number, name: string, more: Partial<GridColumn> = {}): GridColumn => ({
  id: `c${index}`,
  index,
  name,
  type: 'LONG',
  stored: 'integer',
  metric: false,
  key: false,
  computed: false,
  ...more,
})
const columns = ['campaign_id', 'impressions', 'reach'].map((name, at) => column(at, name))

const asItSuits = {}

const render = (children: ReactNode) => draw(children, { wrapper: MantineProvider })

type Rows = (index: number) => (string | null)[]
const someRows: Rows = (index) => [`5839${index}`, String(index * 1000), index % 2 ? null : '7']

function source(rowCount: number, row = someRows): RowSource & { want: Mock<RowSource['want']> } {
  return {
    key: '',
    rowCount,
    version: 0,
    cell: (index, at) => row(index)[at],
    depth: 0,
    isUnfolded: () => true,
    level: () => undefined,
    want: vi.fn<RowSource['want']>(),
    fetch: async (first, end, shown) => ({
      rows: Array.from({ length: end - first }, (_, i) =>
        shown.map((at) => row(first + i)[at] ?? null),
      ),
    }),
    error: null,
    retry: () => undefined,
  }
}

function grid(rows: RowSource, more: Partial<ComponentProps<typeof ResultGrid>> = {}) {
  return (
    <ResultGrid
      label="Result"
      columns={columns}
      source={rows}
      written={asItSuits}
      view={{}}
      onSort={() => undefined}
      onWidth={() => undefined}
      onMove={() => undefined}
      panel={({ name }) => `What can be done with ${name}`}
      {...more}
    />
  )
}

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(34 + 280)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(900)
})

it('draws only the rows in view and asks for no others', () => {
  const rows = source(5_000_000)
  show(grid(rows))
  expect(screen.getAllByRole('row').length).toBeLessThan(30)
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('5000001')
  expect(rows.want).toHaveBeenLastCalledWith({ first: 0, end: 14 }, [0, 1, 2])
})

it('groups numbers, leaves ids alone and marks NULL', () => {
  show(grid(source(3)))
  expect(screen.getByText('2,000')).toBeTruthy()
  expect(screen.getByText('58391')).toBeTruthy()
  expect(screen.getAllByLabelText('NULL')).toHaveLength(1)
})

it('rounds doubles in the cell and gives the exact value of the one that is selected', () => {
  const rows = source(3, () => ['0.6650512345678'])
  show(grid(rows, { columns: [column(0, 'share', { type: 'DOUBLE' })] }))
  expect(screen.queryByText('0.6650512345678')).toBeNull()
  const [cell] = screen.getAllByText('0.66505')
  if (!cell) throw new Error('no cell is drawn')
  fireEvent.pointerDown(cell, { button: 0 })
  expect(screen.getByText('0.6650512345678')).toBeTruthy()
})

it('reaches the last row by key and copies the selection', async () => {
  const writeText = vi.fn(async () => undefined)
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } })
  const rows = source(5_000_000)
  show(grid(rows))
  const element = screen.getByRole('grid')
  fireEvent.keyDown(element, { key: 'End', ctrlKey: true })
  expect(rows.want.mock.lastCall?.[0].end).toBe(5_000_000)
  fireEvent.keyDown(element, { key: 'Home', shiftKey: true })
  await act(async () => {
    fireEvent.keyDown(element, { key: 'c', ctrlKey: true })
  })
  expect(writeText).toHaveBeenCalledWith('58394999999\t4999999000\t')
  vi.unstubAllGlobals()
})

it('selects a row by its number, and up to another with shift', () => {
  show(grid(source(100)))
  const numbers = screen.getByText(/^1 2 3 /)
  fireEvent.pointerDown(numbers, { button: 0, clientY: 28 + 5 })
  expect(screen.getByText('1 row × 3 columns selected')).toBeTruthy()
  fireEvent.pointerUp(window)
  fireEvent.pointerDown(numbers, { button: 0, clientY: 3 * 28 + 5, shiftKey: true })
  expect(screen.getByText('3 rows × 3 columns selected')).toBeTruthy()
})

it('tells the unit of money beside the name, and what it means', () => {
  show(grid(source(1), { columns: [column(0, 'cost', { unit: 'microcents' })] }))
  const [header] = screen.getAllByRole('columnheader')
  expect(header?.textContent).toBe('costcurrency')
  expect(header?.getAttribute('aria-label')).toBe('cost, currency')
  expect(header?.title).toContain('100,000,000 are one of the currency')
})

it('writes money in the currency of its row, and copies it exact or as it is shown', async () => {
  const writeText = vi.fn(async () => undefined)
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } })
  const two = [
    column(0, 'cost', { unit: 'microcents' }),
    column(1, 'currency_iso_code', { type: 'STRING', stored: 'text' }),
  ]
  const rows = source(2, (index) => ['123456789012', index === 0 ? 'EUR' : 'USD'])
  show(grid(rows, { columns: two, written: { currencyAt: 1 } }))
  expect(screen.getByText('€1,234.57')).toBeTruthy()
  expect(screen.getByText('$1,234.57')).toBeTruthy()
  const element = screen.getByRole('grid')
  fireEvent.keyDown(element, { key: 'ArrowDown' })
  fireEvent.keyDown(element, { key: 'Home', ctrlKey: true })
  await act(async () => void fireEvent.keyDown(element, { key: 'c', ctrlKey: true }))
  expect(writeText).toHaveBeenLastCalledWith('123456789012')
  const [shown] = commandsOnOffer().filter(({ id }) => id === 'copy-shown')
  await act(async () => shown?.run())
  expect(writeText).toHaveBeenLastCalledWith('cost\n€1,234.57')
  vi.unstubAllGlobals()
})

it('marks what AMC took away apart from NULL, from another column of the row', () => {
  const three = [
    column(0, 'postal_code', { type: 'STRING', stored: 'text' }),
    column(1, 'reach', { metric: true }),
    column(2, 'suppressed', { type: 'BOOLEAN', stored: 'boolean', mark: 'suppressed' }),
  ]
  const rows = source(2, (index) => [null, null, String(index === 0)])
  // The mark itself is hidden.
  show(grid(rows, { columns: three.slice(0, 2), written: { suppressedAt: 2 } }))
  expect(rows.want).toHaveBeenLastCalledWith({ first: 0, end: 2 }, [0, 1, 2])
  const cells = screen.getAllByRole('gridcell').map((cell) => cell.textContent)
  expect(cells).toEqual(['suppressed', '–', '–', '–'])
  expect(screen.getByLabelText('Suppressed').title).toContain('too few users')
})

it('sorts by a press on a header, by several with shift, and says so', () => {
  const onSort = vi.fn()
  const view = { sort: [{ column: 'c2', descending: true }, { column: 'c0' }] }
  show(grid(source(3), { onSort, view }))
  const sorted = screen.getAllByRole('columnheader').map((head) => head.getAttribute('aria-sort'))
  expect(sorted).toEqual(['ascending', null, 'descending'])
  fireEvent.click(screen.getByRole('button', { name: 'Sort by impressions' }), { shiftKey: true })
  expect(onSort).toHaveBeenCalledWith(expect.objectContaining({ id: 'c1' }), true)
})

it('opens what can be done with the active column by key', async () => {
  show(grid(source(3)))
  const rows = screen.getByRole('grid')
  fireEvent.keyDown(rows, { key: 'ArrowRight' })
  fireEvent.keyDown(rows, { key: 'ArrowDown', altKey: true })
  expect((await screen.findByRole('dialog')).textContent).toBe('What can be done with impressions')
})

it('reads other rows from the top and forgets what was selected', () => {
  const rows = source(5_000)
  const { rerender } = render(grid(rows))
  fireEvent.keyDown(screen.getByRole('grid'), { key: 'End', ctrlKey: true })
  expect(rows.want.mock.lastCall?.[0].end).toBe(5_000)
  rerender(grid({ ...rows, key: 'sorted' }))
  expect(rows.want.mock.lastCall?.[0]).toEqual({ first: 0, end: 14 })
  expect(document.querySelector('[aria-selected="true"]')).toBeNull()
})

it('keeps pinned columns drawn while the others scroll, and draws no others', () => {
  const wide = Array.from({ length: 400 }, (_, at) => column(at, `metric_${at}`))
  show(
    grid(
      source(3, () => wide.map(() => '1')),
      { columns: wide, pinned: 1 },
    ),
  )
  const scroller = screen.getByRole('grid')
  act(() => {
    scroller.scrollLeft = 20_000
    fireEvent.scroll(scroller)
  })
  const names = screen.getAllByRole('columnheader').map((head) => head.textContent)
  expect(names[0]).toBe('metric_0')
  expect(names.length).toBeLessThan(25)
  expect(names).not.toContain('metric_1')
})

it('shows a value in full, unfolded where it is nested', () => {
  const rows = source(3, () => ['{"a":1}', null])
  const two = [column(0, 'path', { stored: 'text', type: 'STRING' }), column(1, 'reach')]
  show(grid(rows, { columns: two }))
  const element = screen.getByRole('grid')
  fireEvent.keyDown(element, { key: 'ArrowDown' })
  fireEvent.keyDown(element, { key: 'Enter' })
  const details = screen.getByRole('complementary', { name: 'Value in full' })
  expect(details.textContent).toContain('{"a":1}')
  expect(details.querySelectorAll('pre')[1]?.textContent).toBe('{\n  "a": 1\n}')
  fireEvent.keyDown(element, { key: 'ArrowRight' })
  expect(details.textContent).toContain('there is no value')
})

it('copies as other formats from the palette and the menu', async () => {
  const writeText = vi.fn(async () => undefined)
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } })
  show(grid(source(3)))
  fireEvent.keyDown(screen.getByRole('grid'), { key: 'a', ctrlKey: true })
  const [command] = commandsOnOffer().filter(({ id }) => id === 'copy-sql')
  await act(async () => command?.run())
  expect(writeText).toHaveBeenCalledWith(
    'VALUES\n  (58390, 0, 7),\n  (58391, 1000, NULL),\n  (58392, 2000, 7)',
  )
  vi.unstubAllGlobals()
})

it('puts a column where it is dropped', () => {
  const onMove = vi.fn()
  show(grid(source(3), { onMove }))
  const heads = screen.getAllByRole('columnheader')
  const held = new Map<string, string>()
  const dataTransfer = {
    setData: (type: string, text: string) => held.set(type, text),
    getData: (type: string) => held.get(type) ?? '',
    types: ['application/x-column'],
  }
  fireEvent.dragStart(heads[0] as HTMLElement, { dataTransfer })
  fireEvent.drop(heads[2] as HTMLElement, { dataTransfer })
  expect(onMove).toHaveBeenCalledWith('c0', 2)
})

it('tells subtotals from groups whose key is NULL', () => {
  const level = (row: number) => (row === 1 ? 0 : 1)
  const rows = { ...source(2, () => [null, '7']), depth: 1, level }
  const two = [column(0, 'campaign', { id: 'k0', key: true }), column(1, 'reach', { id: 'a0' })]
  show(grid(rows, { columns: two }))
  const cells = screen.getAllByRole('gridcell').map((cell) => cell.textContent)
  expect(cells).toEqual(['–', '7', 'all', '7'])
  const totals = screen.getAllByRole('gridcell').map((cell) => cell.dataset.total)
  expect(totals).toEqual([undefined, undefined, 'grand', 'grand'])
})

it('folds a group by its subtotal, by press and by key', async () => {
  const user = userEvent.setup()
  const onFold = vi.fn()
  const keys = [
    ['a', 'x'],
    ['a', null],
    [null, null],
  ]
  const rows = {
    ...source(3, (row) => [...(keys[row] ?? []), '7']),
    depth: 2,
    level: (row: number) => 2 - row,
    isUnfolded: ([key]: (string | null)[]) => key !== 'a',
  }
  const three = [
    column(0, 'campaign', { id: 'k0', key: true }),
    column(1, 'device', { id: 'k1', key: true }),
    column(2, 'reach', { id: 'a0' }),
  ]
  show(grid(rows, { columns: three, onFold }))
  expect(screen.getByRole('gridcell', { expanded: false }).textContent).toBe('▸a')
  await user.click(screen.getByText('▸'))
  expect(onFold).toHaveBeenLastCalledWith(['a'])
  screen.getByRole('grid').focus()
  await user.keyboard('-')
  expect(onFold).toHaveBeenCalledTimes(1)
  await user.keyboard('+')
  expect(onFold).toHaveBeenCalledTimes(2)
})

it('goes to a place that was found', () => {
  const rows = source(5_000)
  const { rerender } = render(grid(rows))
  rerender(grid(rows, { place: { row: 4_000, column: 'c1' } }))
  expect(rows.want.mock.lastCall?.[0].first).toBeLessThanOrEqual(4_000)
  expect(rows.want.mock.lastCall?.[0].end).toBeGreaterThan(4_000)
  expect(document.querySelector('[aria-selected="true"]')?.textContent).toBe('4,000,000')
})

it('fits a column to what is drawn of it by a double click on its edge', () => {
  const widthOf = (range: Range) => range.toString().length * 10
  vi.spyOn(document, 'createRange').mockImplementation(() => {
    const range = Document.prototype.createRange.call(document)
    range.getBoundingClientRect = () => ({ width: widthOf(range) }) as DOMRect
    return range
  })
  const onWidth = vi.fn()
  show(
    grid(
      source(3, () => ['1', 'x'.repeat(40), null]),
      { onWidth },
    ),
  )
  const grips = document.querySelectorAll('[class*="grip"]')
  fireEvent.doubleClick(grips[1] as Element)
  expect(onWidth).toHaveBeenLastCalledWith(expect.objectContaining({ id: 'c1' }), 422)
  fireEvent.doubleClick(grips[0] as Element)
  // Its name is wider than its values.
  expect(onWidth).toHaveBeenLastCalledWith(expect.objectContaining({ id: 'c0' }), 136)
  vi.restoreAllMocks()
})

it('goes to where texts are looked for by Ctrl+F', () => {
  const onFind = vi.fn()
  show(grid(source(3), { onFind }))
  const isLeft = fireEvent.keyDown(screen.getByRole('grid'), { key: 'f', ctrlKey: true })
  expect(onFind).toHaveBeenCalledOnce()
  expect(isLeft).toBe(false)
})

it('shows hostile names and values as the texts they are', () => {
  const hostile = [
    '<script>alert(1)</script>',
    'shop \u202Egpj.exe',
    '👩‍👩‍👧 🎉',
    `${'long '.repeat(400)}end`,
    'متجر',
    '=HYPERLINK("x")',
    '"><img src=x onerror=alert(1)>',
  ]
  const text = { type: 'STRING', stored: 'text' as const }
  const named = hostile.map((name, at) => column(at, name, text))
  show(
    grid(
      source(1, () => hostile),
      { columns: named },
    ),
  )
  const shown = hostile.with(1, 'shop [U+202E]gpj.exe')
  const heads = screen.getAllByRole('columnheader')
  expect(heads.map(({ textContent }) => textContent)).toEqual(shown.slice(0, heads.length))
  const cells = screen.getAllByRole('gridcell')
  expect(cells.map(({ textContent }) => textContent)).toEqual(shown.slice(0, cells.length))
  expect(document.querySelector('[role=grid] script, [role=grid] img')).toBeNull()
  expect(screen.queryByRole('link')).toBeNull()
  // No name or value makes a column wider than its share of the view.
  for (const { style } of [...heads, ...cells]) {
    expect(Number.parseFloat(style.width)).toBeLessThanOrEqual(450)
  }
})
