import { beforeEach, expect, it } from 'vitest'
import { draftsHere, forgetPerson } from './forget-person'

beforeEach(() => localStorage.clear())

it('leaves nothing of who signs out, and all of others and of the screen', () => {
  const theirs = [
    'recomamp:ann:tabs',
    'recomamp:ann:draft:new:1',
    'recomamp:ann:draft:query:2',
    'recomamp:instances-seen:ann',
    'recomamp:run:query:2',
    'recomamp:recent-instances',
  ]
  const kept = [
    'recomamp:anna:draft:new:1',
    'recomamp:instances-seen:bo',
    'recomamp:color-scheme',
    'recomamp:rail-collapsed',
    'other',
  ]
  for (const entry of [...theirs, ...kept]) localStorage.setItem(entry, '"text"')
  expect(draftsHere('ann')).toBe(2)
  forgetPerson('ann')
  expect(Object.keys(localStorage).sort()).toEqual([...kept].sort())
  expect(draftsHere('ann')).toBe(0)
})
