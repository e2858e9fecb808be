import { queryOptions } from '@tanstack/react-query'
import {
  listLeavingResults,
  listRetentionRules,
  pinResult,
  removeRetentionRule,
  setRetentionRule,
  unpinResult,
} from './generated/sdk.gen'
import type { LeavingResult, RetentionChange, RetentionRule } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { LeavingResult, RetentionRule }

export const retentionKeys = {
  all: ['retention'] as const,
  rules: ['retention', 'rules'] as const,
  leaving: ['retention', 'leaving'] as const,
}

export const rulesQuery = () =>
  queryOptions({
    queryKey: retentionKeys.rules,
    queryFn: async ({ signal }) => (await unwrap(listRetentionRules({ signal }))).items,
  })

/** Results that will be dropped, the first to go first. */
export const leavingQuery = () =>
  queryOptions({
    queryKey: retentionKeys.leaving,
    queryFn: async ({ signal }) => (await unwrap(listLeavingResults({ signal }))).items,
  })

export type RuleOwner = Pick<RetentionRule, 'subject' | 'ownerId'>

const onVersion = (version: number) => ({ 'If-Match': `"${version}"` })

export const changeRule = (owner: RuleOwner, version: number, body: RetentionChange) =>
  unwrap(
    setRetentionRule({
      path: { subject: owner.subject, id: owner.ownerId },
      headers: onVersion(version),
      body,
    }),
  )

export const endRule = (rule: RetentionRule) =>
  unwrap(
    removeRetentionRule({
      path: { subject: rule.subject, id: rule.ownerId },
      headers: onVersion(rule.version),
    }),
  )

export const pin = (executionId: string) => unwrap(pinResult({ path: { id: executionId } }))
export const unpin = (executionId: string) => unwrap(unpinResult({ path: { id: executionId } }))
