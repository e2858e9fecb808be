import { expect, it } from 'vitest'
import { rotationOf } from './model'

const key = (id: string, values: number, primary = false) => ({ id, values, primary })

it('tells how far a rotation is', () => {
  expect(rotationOf({ keys: [key('1', 7, true)], left: 0 })).toEqual({ state: 'none' })
  expect(rotationOf({ keys: [key('2', 3, true), key('1', 5)], left: 5 })).toEqual({
    state: 'sealing',
    done: 3,
    all: 8,
    percent: 37,
  })
  expect(rotationOf({ keys: [key('2', 8, true), key('1', 0)], left: 0 })).toEqual({
    state: 'sealed',
  })
})
