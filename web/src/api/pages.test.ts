import { expect, it } from 'vitest'
import { everyPage } from './pages'

it('reads on until a page is the last', async () => {
  const pages = [
    { items: [1, 2], nextCursor: 'b' },
    { items: [3], nextCursor: 'c' },
    { items: [4] },
  ]
  const asked: (string | undefined)[] = []
  const items = await everyPage(async (cursor) => {
    asked.push(cursor)
    return pages[asked.length - 1] ?? { items: [] }
  })
  expect(items).toEqual([1, 2, 3, 4])
  expect(asked).toEqual([undefined, 'b', 'c'])
})
