import { expect, it } from 'vitest'
import { rotationOf } from './model'

const now = Date.parse('2026-03-10T12:00:00Z')
const key = (id: string, values: number, primary = false) => ({ id, values, primary })

it('tells how far a rotation is', () => {
  expect(rotationOf({ keys: [key('1', 7, true)], left: 0 }, now)).toEqual({ state: 'none' })
  expect(rotationOf({ keys: [key('2', 3, true), key('1', 5)], left: 5 }, now)).toEqual({
    state: 'sealing',
    done: 3,
    all: 8,
    percent: 37,
  })
  const done = { keys: [key('2', 8, true), key('1', 0)], left: 0 }
  const until = '2026-03-10T12:30:00Z'
  expect(rotationOf({ ...done, retirableAt: until }, now)).toEqual({ state: 'settling', until })
  expect(rotationOf({ ...done, retirableAt: '2026-03-10T12:00:00Z' }, now)).toEqual({
    state: 'sealed',
  })
})
