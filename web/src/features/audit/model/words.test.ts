import { expect, it } from 'vitest'
import { entry } from '../testing'
import { actorWords, deedWords, partWords, valueWords, viaWords } from './words'

it('says who acted, and by what', () => {
  const system = { kind: 'system', name: 'schedule.follow', via: 'program' } as const
  expect(actorWords(entry().actor)).toBe('Ada Berg')
  expect(viaWords(entry().actor)).toBe('in the browser')
  expect(actorWords(system)).toBe('RecomAMP')
  expect(viaWords(system)).toBe('in the background (schedule.follow)')
  expect(actorWords({ kind: 'nobody', name: '', via: 'session' })).toBe('Somebody not signed in')
})

it('tells what was refused from what was done', () => {
  expect(deedWords(entry())).toBe('gave access to')
  expect(deedWords(entry({ outcome: 'refused' }))).toBe('was refused: gave access to')
  expect(
    deedWords(entry({ act: 'signin.failed', words: 'failed to sign in as', outcome: 'refused' })),
  ).toBe('failed to sign in as')
  expect(
    deedWords(
      entry({
        act: 'signin.code_failed',
        words: 'failed at the code to sign in as',
        outcome: 'refused',
      }),
    ),
  ).toBe('failed at the code to sign in as')
  expect(deedWords(entry({ outcome: 'refused', object: { kind: 'grant', id: 'gra_9' } }))).toBe(
    'was refused: gave access',
  )
  expect(deedWords(entry({ act: 'thing.of_tomorrow', words: '' }))).toBe('thing.of_tomorrow')
})

it('puts parts and values into words', () => {
  expect(partWords('handedOverTo')).toBe('Handed over to')
  expect(partWords('sqlSha256')).toBe('Sql sha 256')
  expect([undefined, ['a', 'b'], true, 3, { x: 1 }].map(valueWords)).toEqual([
    '–',
    'a, b',
    'yes',
    '3',
    '{"x":1}',
  ])
})
