import { expect, it } from 'vitest'
import { disabledWords, restsWords } from './leaving'

const nothing = { schedules: 0, takenOver: 0, connections: 0, sharedViews: 0, approvals: 0 }

it('says what rests on a person, and what becomes of it', () => {
  expect(restsWords(nothing, 'Bo')).toEqual([])
  expect(restsWords({ ...nothing, schedules: 3 }, 'Bo')).toEqual([
    '3 schedules will pause: nobody takes over.',
  ])
  expect(restsWords({ ...nothing, schedules: 1, takenOver: 1 }, 'Bo', 'Ada')).toEqual([
    'Ada takes over 1 schedule.',
  ])
  expect(restsWords({ ...nothing, schedules: 3, takenOver: 1 }, 'Bo', 'Ada')).toEqual([
    'Ada takes over 1 of 3 schedules; 2 will pause, as Ada may not run them.',
  ])
  expect(restsWords({ ...nothing, connections: 1, sharedViews: 2, approvals: 1 }, 'Bo')).toEqual([
    '1 connection to Amazon goes on with the consent of Bo until Amazon ends it. Have somebody else reconnect.',
    '2 shared views stay; authors of the instance can change them.',
    '1 request for approval will be taken back.',
  ])
})

it('says what disabling has done', () => {
  const done = { sessions: 1, tokens: 0, handedOver: 0, left: 2 } as Parameters<
    typeof disabledWords
  >[0]
  expect(disabledWords(done)).toBe(
    '1 session and 0 tokens ended. 2 schedules paused, as nobody is responsible any more.',
  )
})
