import { act, fireEvent, render, screen } from '@testing-library/react'
import { beforeEach, expect, it, type Mock, vi } from 'vitest'
import { ResultGrid } from './result-grid'
import type { RowSource } from './row-source'

const columns = [
  { name: 'campaign_id', type: 'LONG' },
  { name: 'impressions', type: 'LONG' },
  { name: 'reach', type: 'LONG' },
]

function source(rowCount: number): RowSource & { want: Mock<RowSource['want']> } {
  const row = (index: number) => [`5839${index}`, String(index * 1000), index % 2 ? null : '7']
  return {
    rowCount,
    row,
    want: vi.fn<RowSource['want']>(),
    fetch: async (first, end) => Array.from({ length: end - first }, (_, i) => row(first + i)),
  }
}

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(34 + 280)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(900)
})

it('draws only the rows in view and asks for no others', () => {
  const rows = source(5_000_000)
  render(<ResultGrid label="Result" columns={columns} source={rows} />)
  expect(screen.getAllByRole('row').length).toBeLessThan(30)
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('5000001')
  expect(rows.want).toHaveBeenLastCalledWith(0, 14)
})

it('groups numbers, leaves ids alone and marks NULL', () => {
  render(<ResultGrid label="Result" columns={columns} source={source(3)} />)
  expect(screen.getByText('2,000')).toBeTruthy()
  expect(screen.getByText('58391')).toBeTruthy()
  expect(screen.getAllByLabelText('NULL')).toHaveLength(1)
})

it('rounds doubles in the cell and gives the exact value of the one that is selected', () => {
  const rows = { ...source(3), row: () => ['0.6650512345678'] }
  render(<ResultGrid label="Result" columns={[{ name: 'share', type: 'DOUBLE' }]} source={rows} />)
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
  render(<ResultGrid label="Result" columns={columns} source={rows} />)
  const grid = screen.getByRole('grid')
  fireEvent.keyDown(grid, { key: 'End', ctrlKey: true })
  expect(rows.want.mock.lastCall?.[1]).toBe(5_000_000)
  fireEvent.keyDown(grid, { key: 'Home', shiftKey: true })
  await act(async () => {
    fireEvent.keyDown(grid, { key: 'c', ctrlKey: true })
  })
  expect(writeText).toHaveBeenCalledWith('58394999999\t4999999000\t')
  vi.unstubAllGlobals()
})

it('tells the unit of money beside the name, and what it means', () => {
  const spend = [{ name: 'cost', type: 'LONG', unit: 'microcents' }]
  render(<ResultGrid label="Result" columns={spend} source={source(1)} />)
  const header = screen.getByRole('columnheader', { name: 'cost microcents' })
  expect(header.title).toContain('100,000,000 are one of the currency')
})

it('shows hostile names and values as the text they are', () => {
  const hostile = [
    '<script>window.ran = true</script>',
    '\u202egnp.exe',
    '👩‍👩‍👧',
    '=HYPERLINK("x")',
    '',
  ]
  const rows = { ...source(1), row: () => [...hostile] }
  const named = hostile.map((name) => ({ name, type: 'STRING' }))
  const { container } = render(<ResultGrid label="Result" columns={named} source={rows} />)
  expect(container.querySelector('script')).toBeNull()
  expect(screen.getAllByText(hostile[0] ?? '').length).toBeGreaterThanOrEqual(2) // as a name and as a value
  expect(container.textContent).toContain('\u202egnp.exe')
  expect(container.textContent).toContain('👩‍👩‍👧')
  expect(screen.queryByLabelText('NULL')).toBeNull() // empty text is not NULL
  expect(screen.queryByRole('link')).toBeNull()
})
