import { queryOptions } from '@tanstack/react-query'
import {
  beginMyGenerator,
  confirmMyGenerator,
  getMySecondFactor,
  getSignInPolicy,
  removeMyGenerator,
  renewMyRecoveryCodes,
  resetSecondFactor,
  setSignInPolicy,
} from './generated/sdk.gen'
import type { Enrolment, SecondFactor, SignInPolicy } from './generated/types.gen'
import { meKeys } from './me'
import { peopleKeys } from './people'
import { unwrap } from './unwrap'

export type { Enrolment, SecondFactor, SignInPolicy }

export const secondFactorKeys = {
  mine: [...meKeys.all, 'second-factor'] as const,
  policy: [...peopleKeys.all, 'sign-in-policy'] as const,
}

export const mySecondFactorQuery = () =>
  queryOptions({
    queryKey: secondFactorKeys.mine,
    queryFn: ({ signal }) => unwrap(getMySecondFactor({ signal })),
  })

export const beginGenerator = (password: string) => unwrap(beginMyGenerator({ body: { password } }))
export const confirmGenerator = async (code: string) =>
  (await unwrap(confirmMyGenerator({ body: { code } }))).codes
export const removeGenerator = (password: string) =>
  unwrap(removeMyGenerator({ body: { password } }))
export const renewRecoveryCodes = async (password: string) =>
  (await unwrap(renewMyRecoveryCodes({ body: { password } }))).codes

export const resetFactorOf = (id: string) => unwrap(resetSecondFactor({ path: { id } }))

export const signInPolicyQuery = () =>
  queryOptions({
    queryKey: secondFactorKeys.policy,
    queryFn: ({ signal }) => unwrap(getSignInPolicy({ signal })),
  })

export const requireSecondFactor = (secondFactorRequired: boolean) =>
  unwrap(setSignInPolicy({ body: { secondFactorRequired } }))
