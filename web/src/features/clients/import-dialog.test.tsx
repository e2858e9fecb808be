import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { fillByText, previewText } from '@/api/packs'
import { show } from '@/lib/testing/show'
import { ImportDialog } from './import-dialog'
import { change, pack } from './testing'

vi.mock(import('@/api/packs'), async (original) => ({
  ...(await original()),
  previewText: vi.fn<typeof previewText>(),
  fillByText: vi.fn<typeof fillByText>(),
}))

const preview = vi.mocked(previewText)
const fill = vi.mocked(fillByText)

beforeEach(() => {
  preview.mockReset().mockResolvedValue(change())
  fill.mockReset().mockResolvedValue(change({ pack: pack({ version: 3, size: 4 }) }))
})

const paste = async (text: string) => {
  await userEvent.click(screen.getByRole('textbox', { name: 'Paste ASINs' }))
  await userEvent.paste(text)
}

it('saves what it has shown, on the version that was read', async () => {
  const onClose = vi.fn<() => void>()
  show(<ImportDialog pack={pack()} opened onClose={onClose} />)
  expect(screen.getByRole('button', { name: 'Nothing to save' })).toHaveProperty('disabled', true)
  await paste('B0AAAAAAA4')
  await userEvent.click(await screen.findByRole('button', { name: 'Save' }))
  await waitFor(() => expect(onClose).toHaveBeenCalledOnce())
  expect(fill).toHaveBeenCalledExactlyOnceWith(pack(), { text: 'B0AAAAAAA4', mode: 'add' }, true)
})

it('keeps 60,000 lines out of the field, and gives them whole', async () => {
  show(<ImportDialog pack={pack()} opened onClose={() => undefined} />)
  const text = Array.from({ length: 60_000 }, (_, at) => `B${String(at).padStart(9, '0')}`).join(
    '\n',
  )
  await paste(text)
  const field = screen.getByRole('textbox', { name: 'Paste ASINs' })
  expect(field.textContent.length).toBeLessThan(2_001)
  expect(screen.getByText(/^60,000 lines, 660 kB: all of it is read/)).toBeDefined()
  await userEvent.click(field)
  await userEvent.paste('B0AAAAAAA4')
  await userEvent.click(await screen.findByRole('button', { name: 'Save' }))
  expect(fill).toHaveBeenCalledExactlyOnceWith(
    pack(),
    { text: `${text}\nB0AAAAAAA4`, mode: 'add' },
    true,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Paste something else' }))
  expect(field).toHaveProperty('value', '')
})

it('refuses a paste that no request holds, and keeps what was there', async () => {
  show(<ImportDialog pack={pack()} opened onClose={() => undefined} />)
  await paste('B0AAAAAAA4')
  await paste('x'.repeat(7_500_001))
  expect(await screen.findByText('The paste was not read')).toBeDefined()
  expect(screen.getByRole('textbox', { name: 'Paste ASINs' })).toHaveProperty('value', 'B0AAAAAAA4')
})

it('tells with examples what is there already and what stands twice', async () => {
  preview.mockResolvedValue(
    change({
      present: 1,
      presentFirst: ['B0AAAAAAA1'],
      duplicates: 900,
      duplicatesFirst: [{ line: 59_991, value: 'B0AAAAAAA4' }],
    }),
  )
  show(<ImportDialog pack={pack()} opened onClose={() => undefined} />)
  await paste('B0AAAAAAA4')
  expect(await screen.findByText('In the pack already: B0AAAAAAA1')).toBeDefined()
  expect(screen.getByText('More than once: B0AAAAAAA4 (line 59,991) and 899 more')).toBeDefined()
})

it('has what was typed again when a file is left', async () => {
  show(<ImportDialog pack={pack()} opened onClose={() => undefined} />)
  await paste('B0AAAAAAA4')
  const input = document.querySelector<HTMLInputElement>('input[type=file]')
  await userEvent.upload(input as HTMLInputElement, new File(['asin\nB0AAAAAAA5'], 'all.csv'))
  await userEvent.click(await screen.findByRole('button', { name: 'Paste instead' }))
  expect(screen.getByRole('textbox', { name: 'Paste ASINs' })).toHaveProperty('value', 'B0AAAAAAA4')
})

it('says on the button that it goes on without what was refused', async () => {
  preview.mockResolvedValue(
    change({ refused: 1, refusals: [{ line: 2, text: 'B0', why: 'has 2 characters' }] }),
  )
  show(<ImportDialog pack={pack()} opened onClose={() => undefined} />)
  await paste('B0AAAAAAA4\nB0')
  expect(await screen.findByText(/has 2 characters/)).toBeDefined()
  expect(screen.getByRole('button', { name: 'Save without the 1 refused' })).toBeDefined()
})

it('reads a table with the column that was chosen', async () => {
  preview.mockResolvedValue(
    change({
      format: 'csv',
      header: true,
      columns: [
        { name: 'asin', sample: 'B0AAAAAAA4', fitting: 1 },
        { name: 'parent', sample: 'B0AAAAAAA5', fitting: 1 },
      ],
    }),
  )
  show(<ImportDialog pack={pack()} opened onClose={() => undefined} />)
  await paste('asin,parent\nB0AAAAAAA4,B0AAAAAAA5')
  await userEvent.click(await screen.findByRole('combobox', { name: 'Column' }))
  await userEvent.click(await screen.findByRole('option', { name: /parent/ }))
  await waitFor(() =>
    expect(preview).toHaveBeenLastCalledWith(
      'pac_1',
      { text: 'asin,parent\nB0AAAAAAA4,B0AAAAAAA5', mode: 'add', column: 1 },
      expect.anything(),
    ),
  )
})

it('shows both when somebody else was faster', async () => {
  fill.mockRejectedValue(
    new ApiError(409, {
      code: 'pack.version_conflict',
      detail: 'The pack was changed in the meantime.',
      details: { currentBy: 'Mo', currentSize: 9, currentVersion: 3 },
    }),
  )
  show(<ImportDialog pack={pack()} opened onClose={() => undefined} />)
  await paste('B0AAAAAAA4')
  await userEvent.click(await screen.findByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Mo saved version 3, which holds 9 values.')).toBeDefined()
  expect(screen.getByRole('textbox', { name: 'Paste ASINs' })).toHaveProperty('value', 'B0AAAAAAA4')
})
