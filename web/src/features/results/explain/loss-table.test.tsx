import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { show } from '@/lib/testing/show'
import { LossTable } from './loss-table'

it('writes sums of money in its currency, others with their unit', () => {
  const metrics = [
    { column: 'cost', sum: '79624000', suppressed: '0', share: 0.25 },
    { column: 'bid', sum: '250000000', suppressed: '0', share: 0 },
    { column: 'dwell', sum: '3.14159', suppressed: '0', share: 0.5 },
    { column: 'impressions', sum: '1200', suppressed: '0', share: 0.0001 },
  ]
  const column = (name: string, unit?: string) => ({
    name,
    type: 'DOUBLE',
    metric: true,
    users: 1,
    ...(unit && { unit }),
  })
  const columns = [
    column('cost', 'millicents'),
    column('bid', 'microcents'),
    column('dwell', 'seconds'),
    column('impressions'),
  ]
  show(
    <LossTable
      columns={columns}
      suppression={{ handling: 'kept', rows: 1, suppressed: 1, metrics, withheld: [], reasons: [] }}
    />,
  )
  const rows = screen.getAllByRole('row').slice(1)
  expect(rows.map(({ lastChild }) => lastChild?.textContent)).toEqual([
    '796.24 currency',
    '2.50 currency',
    '3.14 seconds',
    '1,200',
  ])
})
