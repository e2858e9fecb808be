import { expect, it } from 'vitest'
import { schedule } from '../testing'
import { goneTargets, someNames, stoppedWords, waitingTargets, waitsFor } from './stopped'

const problem = { code: 'instance.gone', message: 'Gone.', next: 'Look.' }
const gone = { instanceId: 'ins_2', problem }
const [there] = schedule().targets

it('says why a schedule can run nowhere, and nothing while it can somewhere', () => {
  expect(stoppedWords(schedule())).toBeUndefined()
  expect(stoppedWords(schedule({ targets: [gone] }))).toBe('Gone. Look.')
  expect(stoppedWords(schedule({ targets: [gone, { ...gone, instanceId: 'ins_3' }] }))).toBe(
    'None of its 2 instances can run it. Gone. Look.',
  )
  expect(stoppedWords(schedule({ targets: [gone], hiddenTargets: 1 }))).toBeUndefined()
  const partly = schedule({ targets: there ? [there, gone] : [] })
  expect(stoppedWords(partly)).toBeUndefined()
  expect(goneTargets(partly)).toEqual([{ instanceId: 'ins_2', name: 'ins_2', problem }])
})

it('gathers what waits for a connection by why, and it stops nothing', () => {
  const wait = (instanceId: string, code: string) => ({
    instanceId,
    waits: { code, message: `${code}.` },
  })
  const waiting = schedule({
    targets: [wait('ins_2', 'none'), wait('ins_3', 'consent'), wait('ins_4', 'consent')],
  })
  expect(waitingTargets(waiting).map(({ names, problem }) => [problem.code, names])).toEqual([
    ['consent', ['ins_3', 'ins_4']],
    ['none', ['ins_2']],
  ])
  expect(waitingTargets(schedule())).toEqual([])
  const pause = { cause: 'connection' as const, at: '2026-03-01T00:00:00Z' }
  expect(waitsFor({ ...waiting, pause })).toContain('once Amazon is connected')
  expect(waitsFor({ ...waiting, pause: { ...pause, cause: 'person' } })).toBeUndefined()
  expect(waitsFor(schedule({ pause }))).toBeUndefined()
  const leaving = { ...pause, cause: 'off_boarding' as const }
  const left = { instanceId: 'ins_2', problem: { code: 'client.off_boarded', message: 'Leaves.' } }
  expect(waitsFor(schedule({ pause: leaving, targets: [left] }))).toContain('is taken back')
  expect(waitsFor(schedule({ pause: leaving }))).toBeUndefined()
  expect(stoppedWords(waiting)).toBeUndefined()
})

it('names three instances and counts the others', () => {
  expect(someNames(['a', 'b', 'c'])).toBe('a, b, c')
  expect(someNames(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more')
})
