import { expect, it, vi } from 'vitest'
import { ServerWatch } from './server-watch'

it('asks until the server is back and tells those who wait once', async () => {
  const answers = [false, false, true]
  const pauses: number[] = []
  const watch = new ServerWatch({
    probe: async () => answers.shift() ?? true,
    pause: async (attempt) => {
      pauses.push(attempt)
    },
  })
  const back = vi.fn()
  watch.onReturn(back)
  const states: string[] = []
  watch.subscribe(() => states.push(watch.read()))

  const first = watch.lost()
  const second = watch.lost()
  await Promise.all([first, second])

  expect(states).toEqual(['lost', 'here'])
  expect(pauses).toEqual([0, 1, 2])
  expect(back).toHaveBeenCalledTimes(1)
})

it('says nothing when only the stream broke off, and does when the server is gone', async () => {
  const answers = [true, false, true]
  const watch = new ServerWatch({
    probe: async () => answers.shift() ?? true,
    pause: async () => undefined,
  })
  const states: string[] = []
  watch.subscribe(() => states.push(watch.read()))
  await watch.suspect()
  expect(states).toEqual([])
  await watch.suspect()
  expect(states).toEqual(['lost', 'here'])
})
