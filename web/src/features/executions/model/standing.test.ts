import { expect, it } from 'vitest'
import { standingWords } from './standing'

it('says who is ahead, what is in the way and when it should start', () => {
  expect(standingWords({ ahead: 0, elsewhere: 0, accountFull: false })).toEqual([
    'It is next in line for a slot of the instance.',
  ])
  const words = standingWords({
    ahead: 3,
    elsewhere: 1,
    accountFull: true,
    startAt: '2026-03-10T12:00:00Z',
  })
  expect(words[0]).toBe('3 executions of the instance are ahead of it.')
  expect(words[1]).toContain('1 slot is taken')
  expect(words[2]).toContain('account')
  expect(words[3]).toContain('10 Mar')
})

it('says of a paused instance only that it is paused', () => {
  const words = standingWords({
    ahead: 2,
    elsewhere: 1,
    accountFull: false,
    pausedAt: '2026-03-10T12:00:00Z',
  })
  expect(words).toHaveLength(1)
  expect(words[0]).toContain('paused')
})
