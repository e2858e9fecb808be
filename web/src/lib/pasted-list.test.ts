import { expect, it } from 'vitest'
import { splitPasted } from './parameter-values'
import { readLongList } from './pasted-list'

it('reads a long list as a short one, and cuts no item in two', async () => {
  const text = Array.from(
    { length: 60_000 },
    (_, at) => `'59${String(at).padStart(16, '0')}'`,
  ).join(',\n')
  const { items, repeated } = await readLongList(text)
  expect(items).toEqual(splitPasted(text))
  expect(repeated).toBe(0)
})

it('counts what is there twice, also in different parts', async () => {
  const text = 'a\nb\n'.repeat(60_000)
  expect(await readLongList(text)).toEqual({ items: ['a', 'b'], repeated: 119_998 })
})

it('lets others work in between', async () => {
  let others = 0
  const reading = readLongList('some value\n'.repeat(50_000))
  const timer = setInterval(() => others++)
  await reading
  clearInterval(timer)
  expect(others).toBeGreaterThan(0)
})

it('takes one item without any separator', async () => {
  const text = 'x'.repeat(250_000)
  expect(await readLongList(text)).toEqual({ items: [text], repeated: 0 })
})
