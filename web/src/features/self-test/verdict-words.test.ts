import { expect, it } from 'vitest'
import type { SelfTestCheck } from '@/api/self-tests'
import { verdictWords } from './verdict-words'

const checks = (...states: SelfTestCheck['state'][]): SelfTestCheck[] =>
  states.map((state, at) => ({ name: `${at}`, title: '', state, means: '', next: '', tookMs: 0 }))

it('says what was found, and how far it is', () => {
  expect(verdictWords({ progress: 'done', checks: checks('ok', 'not_applicable') })).toBe(
    'Nothing is wrong',
  )
  expect(
    verdictWords({ progress: 'done', checks: checks('failed', 'warning', 'warning', 'ok') }),
  ).toBe('1 check failed, 2 warnings')
  expect(
    verdictWords({ progress: 'running', checks: checks('failed', 'ok', 'running', 'waiting') }),
  ).toBe('2 of 4 checks are done, 1 check failed')
  expect(verdictWords({ progress: 'interrupted', checks: checks('ok', 'running') })).toBe(
    'Interrupted after 1 of 2 checks',
  )
})
