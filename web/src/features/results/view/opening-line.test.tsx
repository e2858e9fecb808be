import { act, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ResultShape, ResultViewColumn } from '@/api/executions'
import { show } from '@/lib/testing/show'
import { useRowSource } from '../use-row-source'
import { OpeningLine } from './opening-line'

const answers = vi.hoisted((): { arrivedBytes?: number; fails?: boolean }[] => [])
const asked = vi.hoisted((): (number | undefined)[] => [])
vi.mock('@/api/generated/sdk.gen', async (original) => ({
  ...(await original<object>()),
  listResultRows: async ({ query }: { query: { limit?: number } }) => {
    asked.push(query.limit)
    const { fails, ...told } = answers.shift() ?? {}
    if (fails) return { error: { status: 500, title: 'It broke' }, response: new Response() }
    return { data: { rows: [['7']], offset: 0, total: 500, ...told }, response: new Response() }
  },
}))

const column: ResultViewColumn = {
  id: 'c0',
  name: 'clicks',
  type: 'LONG',
  stored: 'integer',
  metric: true,
  key: false,
  computed: false,
}
const shape: ResultShape = { view: {}, columns: [column], rowCount: 500, total: 500 }

function Opened() {
  const { want } = useRowSource('e1', shape)
  return (
    <>
      <button type="button" onClick={() => want({ first: 0, end: 20 }, [0])}>
        Look
      </button>
      <OpeningLine executionId="e1" bytes={1000} />
    </>
  )
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))
const line = () => screen.queryByRole('progressbar')

beforeEach(() => {
  vi.useFakeTimers()
  answers.length = 0
  asked.length = 0
})
afterEach(() => {
  vi.useRealTimers()
})

async function look() {
  show(<Opened />)
  screen.getByRole('button').click()
  await pass(100)
}

it('follows the opening of a large result until all of it is here', async () => {
  answers.push({ arrivedBytes: 100 }, { arrivedBytes: 629 }, {})
  await look()
  expect(line()?.getAttribute('aria-valuenow')).toBe('10')
  expect(screen.getByRole('status').textContent).toBe('The rest of this result is being opened')
  expect(document.body.textContent).toContain(': 10 %. What you see is complete')
  await pass(400)
  expect(line()?.getAttribute('aria-valuenow')).toBe('62')
  await pass(400)
  expect(line()).toBeNull()
  expect(screen.getByRole('status').textContent).toBe('All of this result is open.')
  await pass(10_000)
  expect(asked).toEqual([200, 1, 1])
})

it('says nothing and asks for nothing where all of a result is here', async () => {
  await look()
  await pass(10_000)
  expect(line()).toBeNull()
  expect(screen.getByRole('status').textContent).toBe('')
  expect(asked).toEqual([200])
})

it('does not show a state that it no longer hears of', async () => {
  answers.push({ arrivedBytes: 100 }, { fails: true }, { fails: true }, { fails: true })
  await look()
  await pass(60_000)
  expect(line()).toBeNull()
  expect(screen.getByRole('status').textContent).toBe('')
  expect(asked.length).toBeLessThan(6)
})
