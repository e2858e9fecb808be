import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import { type Approval, approveRequest, doApproved, refuseRequest } from '@/api/approvals'
import { meKeys } from '@/api/me'
import { showPage } from '@/lib/testing/show-page'
import { ApprovalCard } from './approval-card'
import { ada, bo, member, owner } from './testing'

const asked: Approval = {
  id: 'apr_1',
  kind: 'high_role',
  words: 'Invite cy@agency.test as owner',
  state: 'waiting',
  askedBy: bo,
  askedAt: '2026-10-01T08:00:00Z',
  expiresAt: '2026-10-04T08:00:00Z',
  request: { method: 'POST', target: '/api/v1/invitations', body: '{}' },
}

vi.mock(import('@/api/approvals'), async (original) => ({
  ...(await original()),
  approveRequest: vi.fn<typeof approveRequest>(async () => asked),
  refuseRequest: vi.fn<typeof refuseRequest>(async () => asked),
  doApproved: vi.fn<typeof doApproved>(async () => ({
    link: 'https://recomamp.test/welcome#token=x',
  })),
}))

const show = (approval: Approval, me = owner()) =>
  showPage(<ApprovalCard approval={approval} onMade={onMade} />, [[meKeys.rights, me]])

const onMade = vi.fn()

beforeEach(() => vi.clearAllMocks())

it('lets another owner approve, or refuse with a reason', async () => {
  show(asked)
  expect(await screen.findByText(/Bo Lind asked/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Approve' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Approve it' }))
  expect(vi.mocked(approveRequest).mock.calls[0]?.[0]).toBe('apr_1')
  await userEvent.click(screen.getByRole('button', { name: 'Refuse' }))
  expect(screen.getByRole('button', { name: 'Refuse it' })).toHaveProperty('disabled', true)
  await userEvent.type(screen.getByLabelText('Why not'), 'who is that?')
  await userEvent.click(screen.getByRole('button', { name: 'Refuse it' }))
  expect(vi.mocked(refuseRequest).mock.calls[0]).toEqual(['apr_1', 'who is that?'])
})

it('offers nobody a word on what they asked for, and members none', async () => {
  show({ ...asked, askedBy: ada })
  expect(await screen.findByText(/You asked/)).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull()
  expect(screen.getByRole('button', { name: 'Take it back' })).toBeTruthy()
})

it('does once what was approved', async () => {
  const approved = { ...asked, askedBy: ada, decidedBy: bo, state: 'approved' as const }
  show({ ...approved, useBy: '2026-10-02T08:00:00Z' })
  expect(await screen.findByText(/Bo Lind approved it/)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Do it now' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Do it' }))
  expect(vi.mocked(doApproved).mock.calls[0]?.[0].id).toBe('apr_1')
  expect(onMade).toHaveBeenCalledWith({ link: 'https://recomamp.test/welcome#token=x' })
})

it('leads to the result for an export, and only tells who may not decide', async () => {
  show(
    {
      ...asked,
      askedBy: bo,
      decidedBy: ada,
      state: 'approved',
      request: { method: 'GET', target: '/api/v1/executions/exe_1/export?format=csv' },
    },
    member(),
  )
  expect(await screen.findByText('Go to the result and export it the same way')).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
})
