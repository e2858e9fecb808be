import { expect, it } from 'vitest'
import { z } from '@/lib/zod'
import { resultSearch } from './view-search'

const read = (search: object) => z.object(resultSearch).parse(search)

it('reads how columns are written', () => {
  const columns = {
    formats: { c1: { as: 'money', currency: 'EUR', unit: 'microcents', digits: 2 } },
    zone: 'Europe/Berlin',
  }
  expect(read({ columns })).toEqual({ columns })
})

it('leaves out a zone that this browser does not know, and keeps the rest', () => {
  expect(read({ columns: { hidden: ['c1'], zone: 'Europe/Atlantis' } })).toEqual({
    columns: { hidden: ['c1'] },
  })
})
