import { expect, it } from 'vitest'
import { schedule } from '../testing'
import { goneTargets, stoppedWords } from './stopped'

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
