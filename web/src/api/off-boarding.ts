import { queryOptions } from '@tanstack/react-query'
import {
  getOffBoarding,
  hastenOffBoarding,
  offBoardClient,
  takeClientBack,
} from './generated/sdk.gen'
import type { OffBoarding, OffBoardingStep } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { OffBoarding, OffBoardingStep }

/** Below the clients, so that an event about a client has it read again. */
export const offBoardingKeys = {
  detail: (clientId: string) => ['clients', 'off-boarding', clientId] as const,
}

export const offBoardingQuery = (clientId: string) =>
  queryOptions({
    queryKey: offBoardingKeys.detail(clientId),
    queryFn: ({ signal }) => unwrap(getOffBoarding({ path: { id: clientId }, signal })),
  })

export type OffBoardWish = { confirm: string; reason: string; graceDays: number }

export const offBoard = (clientId: string, body: OffBoardWish) =>
  unwrap(offBoardClient({ path: { id: clientId }, body }))
export const hasten = (clientId: string, confirm: string) =>
  unwrap(hastenOffBoarding({ path: { id: clientId }, body: { confirm } }))
export const takeBack = (clientId: string) => unwrap(takeClientBack({ path: { id: clientId } }))
