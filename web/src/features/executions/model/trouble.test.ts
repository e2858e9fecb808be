import { describe, expect, it } from 'vitest'
import type { ExecutionError } from '@/api/executions'
import { mayRunAgain, troubleTitle } from './trouble'

function trouble(kind: ExecutionError['class'], code: string): ExecutionError {
  return { class: kind, code, message: 'Something.' }
}

describe('troubleTitle', () => {
  it('names whose trouble it is', () => {
    expect(troubleTitle(trouble('throttled', 'amazon.throttled'))).toContain('fewer calls')
    expect(troubleTitle(trouble('outage', 'amazon.unreachable'))).toContain('cannot be reached')
    expect(troubleTitle(trouble('outage', 'execution.disk_full'))).toContain('This server')
    expect(troubleTitle(trouble('transient', 'internal'))).toContain('This server')
    expect(troubleTitle(trouble('permanent', 'execution.result_too_large'))).toContain(
      'This server',
    )
    expect(troubleTitle(trouble('permanent', 'amazon.query_invalid'))).toContain('AMC refused')
    expect(troubleTitle(trouble('needs_reconnect', 'connection.needs_reconnect'))).toContain(
      'consent',
    )
  })
})

describe('mayRunAgain', () => {
  it('is offered only once it has failed and may go better', () => {
    const passing = trouble('run_failed', 'amazon.internal')
    expect(mayRunAgain('failed', passing)).toBe(true)
    for (const state of ['submitting', 'pending', 'running', 'collecting', 'waiting']) {
      expect(mayRunAgain(state, passing)).toBe(false)
    }
    expect(mayRunAgain('failed', trouble('permanent', 'amazon.query_invalid'))).toBe(false)
  })
})
