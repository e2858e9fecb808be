import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { type AuditEntry, type AuditSeal, auditFile, auditKeys } from '@/api/audit'
import { type Me, meKeys } from '@/api/me'
import { peopleKeys } from '@/api/people'
import { owner, withRole } from '@/lib/testing/me'
import { onePage, showPage } from '@/lib/testing/show-page'
import { AuditEntryPage } from './audit-entry-page'
import type { ListFilter } from './audit-filters'
import { AuditPage } from './audit-page'
import { entry } from './testing'

vi.mock(import('@/api/audit'), async (original) => ({
  ...(await original()),
  auditFile: vi.fn<typeof auditFile>(),
}))

const sealed: AuditSeal = { sealedAt: '2026-03-10T12:00:02Z', late: false, waiting: false }

type Shown = { me?: Me; entries?: AuditEntry[]; filter?: ListFilter; seal?: AuditSeal }

function open({ me = owner(), entries = [entry()], filter = {}, seal = sealed }: Shown = {}) {
  const onFilter = vi.fn()
  showPage(<AuditPage filter={filter} scope={{}} onFilter={onFilter} />, [
    [meKeys.rights, me],
    [auditKeys.list(filter), onePage(entries)],
    [
      auditKeys.acts,
      [
        { act: 'grant.given', object: 'grant', words: 'gave access to' },
        { act: 'query.saved', object: 'query', words: 'saved a version of' },
      ],
    ],
    [auditKeys.seal, seal],
    [peopleKeys.everybody, []],
  ])
  return onFilter
}

it('tells who did what where, and what was refused', async () => {
  open({
    entries: [entry(), entry({ id: 'aud_2', outcome: 'refused', code: 'access.forbidden' })],
  })
  const row = (await screen.findByText('gave access to Bo Lind')).closest('tr')
  expect(row?.textContent).toContain('Ada Berg')
  expect(row?.textContent).toContain('Fernhollow Outdoors')
  expect(row?.textContent).toContain('192.0.2.7')
  const refused = screen.getByText('was refused: gave access to Bo Lind').closest('tr')
  expect(refused?.textContent).toContain('access.forbidden')
})

it('says how far it is sealed, and when that is late', async () => {
  open()
  expect((await screen.findByText(/Sealed up to/)).textContent).toContain('2026')
  open({ seal: { late: true, waiting: true } })
  expect(await screen.findByText(/longer than they should/)).toBeTruthy()
})

it('teaches what is written down while there is nothing, and how to see more', async () => {
  open({ entries: [] })
  expect(await screen.findByText('Nothing has been done yet')).toBeTruthy()
  open({ entries: [], filter: { outcome: 'refused' } })
  expect(await screen.findByText('Nothing matches')).toBeTruthy()
})

it('takes acts into the filter and out of it', async () => {
  const onFilter = open({ filter: { act: ['grant.given'] } })
  await userEvent.click(screen.getByRole('combobox', { name: 'Add an act to the filter' }))
  await userEvent.click(await screen.findByRole('option', { name: 'query.saved', hidden: true }))
  expect(onFilter).toHaveBeenCalledWith({ act: ['grant.given', 'query.saved'] })
  await userEvent.click(screen.getByRole('button', { name: 'Remove filter grant.given' }))
  expect(onFilter).toHaveBeenCalledWith({ act: undefined })
})

it('exports what is shown', async () => {
  vi.mocked(auditFile).mockRejectedValueOnce(new Error('no'))
  open({ filter: { outcome: 'refused' } })
  await userEvent.click(await screen.findByRole('button', { name: 'Export CSV' }))
  await waitFor(() => expect(auditFile).toHaveBeenCalledWith({ outcome: 'refused' }))
  expect(await screen.findByText('No file was made')).toBeTruthy()
})

it('is for who answers for others', async () => {
  open({ me: withRole('manager', { instance: 'ins_1' }) })
  expect(await screen.findByText('This is for those who answer for others')).toBeTruthy()
  expect(screen.queryByText('gave access to Bo Lind')).toBeNull()
  expect(screen.queryByRole('button', { name: 'Export CSV' })).toBeNull()
})

it('shows all that is known of an entry', async () => {
  showPage(<AuditEntryPage id="aud_1" />, [[auditKeys.entry('aud_1'), entry()]])
  expect(
    await screen.findByRole('heading', { name: 'Ada Berg gave access to Bo Lind' }),
  ).toBeTruthy()
  const role = screen.getByText('Role').closest('tr')
  expect(role?.textContent).toBe('Roleviewerauthor')
  expect(screen.getByText('Reason').closest('tr')?.textContent).toBe('Reason–holiday cover')
  expect(screen.getByText(/as entry 12 in batch 3/)).toBeTruthy()
})
