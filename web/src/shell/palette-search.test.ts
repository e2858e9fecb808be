import { expect, it } from 'vitest'
import { searchPalette } from './palette-search'

const groups = [
  {
    group: 'Connections',
    actions: [
      { id: '1', label: 'Discover instances of Europe (Ada)', keywords: 'look refresh' },
      { id: '2', label: 'Disconnect Europe (Ada)' },
    ],
  },
  { group: 'Go to', actions: [{ id: '3', label: 'Instances' }] },
]

const found = (typed: string) =>
  searchPalette(typed, groups).flatMap(({ actions }) => actions.map(({ id }) => id))

it('puts what is called so before what has the word somewhere', () => {
  expect(found('instances')).toEqual(['3', '1'])
})

it.each([
  ['disc', ['1', '2']],
  ['  Europe ', ['1', '2']],
  ['look europe', ['1']],
  ['ada disconnect', ['2']],
  ['refresh', ['1']],
  ['nothing', []],
  ['', ['1', '2', '3']],
])('finds for "%s" %j', (typed, ids) => {
  expect(found(typed)).toEqual(ids)
})
