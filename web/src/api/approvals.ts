import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { ApiError } from './api-error'
import {
  approve,
  getApprovalRules,
  listApprovals,
  refuseApproval,
  setApprovalRules,
  withdrawApproval,
} from './generated/sdk.gen'
import type { Approval, ApprovalRules } from './generated/types.gen'
import { peopleKeys } from './people'
import { fetchProven } from './proof'
import { unwrap } from './unwrap'

export type { Approval, ApprovalRules }

/** Below those of people, since what happens to them is announced as changes of people. */
export const approvalKeys = {
  all: [...peopleKeys.all, 'approvals'] as const,
  list: [...peopleKeys.all, 'approvals', 'list'] as const,
  rules: [...peopleKeys.all, 'approvals', 'rules'] as const,
}

/** What waits for a second person or did, newest first. */
export const approvalsQuery = () =>
  infiniteQueryOptions({
    queryKey: approvalKeys.list,
    queryFn: ({ pageParam, signal }) =>
      unwrap(listApprovals({ query: { cursor: pageParam, limit: 50 }, signal })),
    initialPageParam: undefined as string | undefined, // the first page has no cursor
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })

export const approvalRulesQuery = () =>
  queryOptions({
    queryKey: approvalKeys.rules,
    queryFn: ({ signal }) => unwrap(getApprovalRules({ signal })),
  })

export const approveRequest = (id: string) => unwrap(approve({ path: { id }, body: {} }))
export const refuseRequest = (id: string, reason: string) =>
  unwrap(refuseApproval({ path: { id }, body: { reason } }))
export const withdrawRequest = (id: string) => unwrap(withdrawApproval({ path: { id } }))
export const setRules = (kinds: ApprovalRules['kinds']) =>
  unwrap(setApprovalRules({ body: { kinds } }))

/** Sends what was approved once more, exactly as it was. */
export async function doApproved({ request }: Approval, idempotencyKey: string) {
  const headers: Record<string, string> = { 'Idempotency-Key': idempotencyKey }
  if (request.ifMatch) headers['If-Match'] = request.ifMatch
  if (request.body) headers['Content-Type'] = 'application/json'
  let answer: Response
  try {
    answer = await fetchProven(request.target, {
      method: request.method,
      headers,
      body: request.body || undefined,
    })
  } catch {
    throw new ApiError(0, undefined)
  }
  const told: unknown = await answer.json().catch(() => undefined)
  if (!answer.ok) throw new ApiError(answer.status, told)
  return told
}
