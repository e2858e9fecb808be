import { queryOptions } from '@tanstack/react-query'
import {
  listBudgets,
  listCosts,
  listRates,
  removeBudget,
  setBudget,
  setRate,
} from './generated/sdk.gen'
import type {
  Budget,
  BudgetChange,
  ClientCosts,
  Money,
  RateCard,
  RateChange,
} from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Budget, BudgetChange, ClientCosts, Money, RateCard, RateChange }

export const costKeys = {
  all: ['costs'] as const,
  month: ['costs', 'month'] as const,
  budgets: ['costs', 'budgets'] as const,
  rates: ['costs', 'rates'] as const,
}

/** What each client cost this month, by the calendar of a zone. */
export const costsQuery = (zone: string) =>
  queryOptions({
    queryKey: [...costKeys.month, zone],
    queryFn: async ({ signal }) => (await unwrap(listCosts({ query: { zone }, signal }))).items,
  })

export const budgetsQuery = () =>
  queryOptions({
    queryKey: costKeys.budgets,
    queryFn: async ({ signal }) => (await unwrap(listBudgets({ signal }))).items,
  })

export const ratesQuery = () =>
  queryOptions({
    queryKey: costKeys.rates,
    queryFn: async ({ signal }) => (await unwrap(listRates({ signal }))).items,
  })

export type BudgetOwner = Pick<Budget, 'subject' | 'ownerId'>

const onVersion = (version: number) => ({ 'If-Match': `"${version}"` })

export const changeBudget = (owner: BudgetOwner, version: number, body: BudgetChange) =>
  unwrap(
    setBudget({
      path: { subject: owner.subject, id: owner.ownerId },
      headers: onVersion(version),
      body,
    }),
  )

export const endBudget = (budget: Budget) =>
  unwrap(
    removeBudget({
      path: { subject: budget.subject, id: budget.ownerId },
      headers: onVersion(budget.version),
    }),
  )

export const changeRate = (instanceId: string, version: number, body: RateChange) =>
  unwrap(setRate({ path: { id: instanceId }, headers: onVersion(version), body }))
