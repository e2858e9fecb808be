import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { act, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { show } from '@/lib/testing/show'
import { ExportButton } from './export-button'
import { offeredView } from './offered-view'

const bytesOf = (text: string) => new TextEncoder().encode(text)

function frame(kind: string, value: unknown) {
  const content = bytesOf(kind === 'D' ? String(value) : JSON.stringify(value))
  const out = new Uint8Array(5 + content.length)
  out[0] = kind.charCodeAt(0)
  new DataView(out.buffer).setUint32(1, content.length)
  out.set(content, 5)
  return out
}

let body: ReadableStreamDefaultController<Uint8Array>
let signal: AbortSignal | null | undefined
const asked = vi.fn<(address: string) => void>()
const saved: Blob[] = []

beforeEach(() => {
  asked.mockReset()
  saved.length = 0
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    asked(address)
    signal = init.signal
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        body = controller
        init.signal?.addEventListener('abort', () =>
          controller.error(new DOMException('', 'AbortError')),
        )
      },
    })
    return new Response(stream, {
      headers: { 'Content-Disposition': 'attachment; filename=reach_2026.csv' },
    })
  })
  vi.spyOn(URL, 'createObjectURL').mockImplementation((content) => {
    if (content instanceof Blob) saved.push(content)
    return 'blob:x'
  })
  vi.spyOn(URL, 'revokeObjectURL').mockReturnValue()
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
})
afterEach(() => vi.unstubAllGlobals())

async function begin() {
  const user = userEvent.setup()
  show(<ExportButton executionId="e1" rowCount={20_000} />)
  await user.click(screen.getByRole('button', { name: 'Export' }))
  await user.click(await screen.findByRole('button', { name: 'Export 20,000 rows' }))
  await screen.findByText(/Exporting as CSV/)
  return user
}

it('exports safely at first, shows how far it is and what came of it', async () => {
  await begin()
  expect(asked).toHaveBeenCalledWith('/api/v1/executions/e1/export?format=csv&framed=true')
  await act(async () => {
    body.enqueue(frame('D', 'a\n1\n'))
    body.enqueue(frame('P', { rows: 8192 }))
  })
  expect(await screen.findByText(/8,192 of 20,000 rows/)).toBeTruthy()
  await act(async () => {
    const checksum = bytesToHex(sha256(bytesOf('a\n1\n')))
    body.enqueue(frame('E', { rows: 20_000, bytes: 4, checksum, notices: ['One was cut.'] }))
    body.close()
  })
  const done = await screen.findByRole('status')
  expect(done.textContent).toContain('reach_2026.csv is whole: 20,000 rows')
  expect(screen.getByText('One was cut.')).toBeTruthy()
  expect(saved).toHaveLength(1)
  expect(saved[0]?.size).toBe(4)
})

it('keeps nothing of a file that broke off or was cancelled', async () => {
  const user = await begin()
  await act(async () => {
    body.enqueue(frame('D', 'a\n'))
    body.close()
  })
  expect((await screen.findByRole('alert')).textContent).toContain('no file was kept')
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  await user.click(await screen.findByRole('button', { name: 'Cancel the export' }))
  expect(signal?.aborted).toBe(true)
  expect(await screen.findByRole('button', { name: 'Export 20,000 rows' })).toBeTruthy()
  expect(saved).toHaveLength(0)
})

it('asks for texts exactly as stored only where it matters, and when told', async () => {
  const user = userEvent.setup()
  show(<ExportButton executionId="e1" rowCount={3_000_000} />)
  await user.click(screen.getByRole('button', { name: 'Export' }))
  await user.click(await screen.findByRole('radio', { name: 'XLSX' }))
  expect(screen.queryByRole('radio', { name: 'Exactly as stored' })).toBeNull()
  expect(screen.getByText(/on 3 sheets/)).toBeTruthy()
  await user.click(screen.getByRole('radio', { name: 'CSV' }))
  await user.click(screen.getByRole('radio', { name: 'Exactly as stored' }))
  await user.click(screen.getByRole('button', { name: 'Export 3,000,000 rows' }))
  await waitFor(() =>
    expect(asked).toHaveBeenCalledWith(
      '/api/v1/executions/e1/export?format=csv&framed=true&raw=true',
    ),
  )
})

const sorted = '{"sort":[{"column":"c1"}]}'

it('offers the view of the address beside everything', async () => {
  const user = userEvent.setup()
  show(<ExportButton executionId="e1" rowCount={20_000} view={{ text: sorted, rowCount: 12 }} />)
  await user.click(screen.getByRole('button', { name: 'Export' }))
  expect(await screen.findByRole('radio', { name: 'Everything, 20,000 rows' })).toBeTruthy()
  expect(screen.getByRole('radio', { name: 'This view, 12 rows' })).toHaveProperty('checked', true)
  await user.click(screen.getByRole('button', { name: 'Export 12 rows' }))
  await screen.findByText(/0 of 12 rows/)
  const address = new URL(asked.mock.calls[0]?.[0] ?? '', 'http://localhost')
  expect(address.searchParams.get('view')).toBe(sorted)
  await act(async () => {
    const checksum = bytesToHex(sha256(bytesOf('')))
    body.enqueue(frame('E', { rows: 11, bytes: 0, checksum }))
    body.close()
  })
  expect((await screen.findByRole('alert')).textContent).toContain('11 rows came')
})

it('exports everything from a view when told, also while the view is built', async () => {
  const user = userEvent.setup()
  show(<ExportButton executionId="e1" rowCount={20_000} view={{ text: sorted }} />)
  await user.click(screen.getByRole('button', { name: 'Export' }))
  expect(await screen.findByRole('button', { name: 'The view is being built' })).toHaveProperty(
    'disabled',
    true,
  )
  await user.click(screen.getByRole('radio', { name: 'Everything, 20,000 rows' }))
  await user.click(screen.getByRole('button', { name: 'Export 20,000 rows' }))
  await waitFor(() =>
    expect(asked).toHaveBeenCalledWith('/api/v1/executions/e1/export?format=csv&framed=true'),
  )
})

it('offers no choice of rows where the address has no view', async () => {
  const whole = { view: {}, columns: [], rowCount: 5, total: 9 }
  expect(offeredView({ sort: [] }, whole, false)).toBeUndefined()
  expect(offeredView({ sort: [{ column: 'c1' }] }, whole, true)).toEqual({ text: sorted })
  expect(offeredView({ sort: [{ column: 'c1' }] }, undefined, false)).toBeUndefined()
  const user = userEvent.setup()
  show(<ExportButton executionId="e1" rowCount={5} />)
  await user.click(screen.getByRole('button', { name: 'Export' }))
  await screen.findByRole('button', { name: 'Export 5 rows' })
  expect(screen.queryByRole('radio', { name: /Everything/ })).toBeNull()
})
