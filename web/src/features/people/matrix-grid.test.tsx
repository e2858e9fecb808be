import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createRef } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { showPage } from '@/lib/testing/show-page'
import { MatrixGrid } from './matrix-grid'
import type { Place } from './matrix-row'
import { personEntry } from './testing'

const people = Array.from({ length: 300 }, (_, at) =>
  personEntry({ id: `per_${at}`, name: `Person ${at}`, email: `${at}@agency.test` }),
)
const columns = Array.from({ length: 40 }, (_, at) => ({
  clientId: `cli_${at}`,
  key: `client:cli_${at}`,
  name: `Client ${at}`,
  color: '#2f6fde',
}))

// jsdom lays nothing out: the grid is as high as a screen.
beforeEach(() => {
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(47)
})
afterEach(() => vi.restoreAllMocks())

it('draws those in view of 300 people on 40 clients, and the keys reach everybody', async () => {
  const onEdit = vi.fn<(place: Place) => void>()
  showPage(
    <MatrixGrid
      people={people}
      columns={columns}
      grants={[]}
      now={0}
      chosen={undefined}
      mayEdit={() => true}
      onEdit={onEdit}
      focused={createRef()}
    />,
    [],
  )
  const grid = await screen.findByRole('grid')
  expect(grid.getAttribute('aria-rowcount')).toBe('301')
  expect(grid.querySelectorAll('tbody tr').length).toBeLessThan(60)
  screen.getByLabelText('Person 0, Client 0: none').focus()
  await userEvent.keyboard('{PageDown}{PageDown}{PageDown}{PageDown}{PageDown}{End}{ArrowDown}')
  const cell = screen.getByLabelText('Person 51, Client 39: none')
  expect(document.activeElement).toBe(cell)
  expect(cell.closest('tr')?.getAttribute('aria-rowindex')).toBe('53')
  await userEvent.keyboard('{Enter}')
  expect(onEdit.mock.calls[0]?.[0]).toMatchObject({
    person: { id: 'per_51' },
    column: { clientId: 'cli_39' },
  })
})
