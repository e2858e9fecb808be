import { queryOptions } from '@tanstack/react-query'
import { getSensitivePolicy, setSensitivePolicy } from './generated/sdk.gen'
import type { SensitivePolicy, SensitivePolicyInputBody } from './generated/types.gen'
import { peopleKeys } from './people'
import { unwrap } from './unwrap'

export type { SensitivePolicy }

export const sensitiveKeys = { policy: [...peopleKeys.all, 'sensitive-policy'] as const }

export const sensitivePolicyQuery = () =>
  queryOptions({
    queryKey: sensitiveKeys.policy,
    queryFn: ({ signal }) => unwrap(getSensitivePolicy({ signal })),
  })

export const setSensitiveRules = (body: Omit<SensitivePolicyInputBody, '$schema'>) =>
  unwrap(setSensitivePolicy({ body }))
