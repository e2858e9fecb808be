import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import type { ExecutionPreview, ExecutionRequest } from '@/api/executions'
import { runCommand } from '@/lib/testing/run-command'
import { show } from '@/lib/testing/show'
import { SentPreview } from './sent-preview'

const answer = vi.hoisted(() => vi.fn<() => Promise<ExecutionPreview>>())

vi.mock(import('@/api/executions'), async (original) => {
  const real = await original()
  return {
    ...real,
    previewQuery: (request) => ({ ...real.previewQuery(request), queryFn: answer }),
  }
})

const request: ExecutionRequest = {
  instanceId: 'ins_1',
  sql: 'SELECT 1',
  window: { preset: 'last_full_month', zone: 'Europe/Berlin' },
}

const preview: ExecutionPreview = {
  sql: 'SELECT campaign FROM dsp_clicks',
  parameters: [
    { name: 'id', type: 'LONG', value: '9007199254740993' },
    { name: 'recomamp_attempt', type: 'STRING' },
  ],
  window: {
    start: '2026-01-31T23:00:00Z',
    end: '2026-02-28T23:00:00Z',
    localStart: '2026-02-01T00:00:00',
    localEnd: '2026-03-01T00:00:00',
    zone: 'Europe/Berlin',
    settled: true,
    settlesAt: '2026-03-02T23:00:00Z',
  },
  timeoutSeconds: 21_600,
  syntheticData: false,
  problems: [],
}

const drawn = (asked: ExecutionRequest | null) =>
  show(<SentPreview request={() => asked} renderSql={(sql) => <pre>{sql}</pre>} />)

it('asks nothing until it is opened, then says what the server says', async () => {
  answer.mockResolvedValue(preview)
  drawn(request)
  expect(answer).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: 'What will be sent' }))
  expect(await screen.findByText('SELECT campaign FROM dsp_clicks')).toBeTruthy()
  expect(screen.getByText('9007199254740993')).toBeTruthy()
  expect(screen.getByText('6:00:00')).toBeTruthy()
  expect(screen.getByText('Europe/Berlin')).toBeTruthy()
  expect(screen.getByText('UTC')).toBeTruthy()
})

it('says why it cannot be sent', async () => {
  answer.mockRejectedValue(
    new ApiError(422, {
      detail: 'Some parameters do not fit.',
      errors: [{ pointer: '/parameterValues/least', message: 'needs a value' }],
    }),
  )
  drawn(request)
  runCommand('Show what will be sent')
  expect((await screen.findByRole('alert')).textContent).toContain('least needs a value')
})

it('waits for an instance', () => {
  drawn(null)
  runCommand('Show what will be sent')
  expect(screen.getByText('Choose an instance first.')).toBeTruthy()
})

it('says what the checks find in the SQL that is sent', async () => {
  answer.mockResolvedValue({
    ...preview,
    problems: [
      {
        severity: 'error',
        code: 'unknown-table',
        message: 'There is no table crm_orders.',
        line: 2,
        column: 6,
        endLine: 2,
        endColumn: 16,
      },
    ],
  })
  drawn(request)
  await userEvent.click(screen.getByRole('button', { name: 'What will be sent' }))
  expect(await screen.findByText('error, line 2: There is no table crm_orders.')).toBeTruthy()
})
