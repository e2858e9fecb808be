import { queryOptions } from '@tanstack/react-query'
import {
  getOrganisation,
  getSetUp,
  setOrganisation as putOrganisation,
  resumeSetUpStep,
  skipSetUpStep,
} from './generated/sdk.gen'
import type { Organisation, SetUp, SetUpStep } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Organisation, SetUp, SetUpStep }

export const organisationKeys = {
  all: ['organisation'] as const,
  setUp: ['organisation', 'set-up'] as const,
}

export const organisationQuery = () =>
  queryOptions({
    queryKey: organisationKeys.all,
    queryFn: ({ signal }) => unwrap(getOrganisation({ signal })),
    staleTime: 60_000,
  })

export const setOrganisation = (
  version: number,
  body: { name: Organisation['name']; zone: Organisation['zone'] },
) => unwrap(putOrganisation({ body, headers: { 'If-Match': `"${version}"` } }))

/** How far the set-up is. It is for owners. */
export const setUpQuery = () =>
  queryOptions({
    queryKey: organisationKeys.setUp,
    queryFn: ({ signal }) => unwrap(getSetUp({ signal })),
  })

/** Leaves a step out for now, or comes back to it. */
export const leaveOut = (step: SetUpStep['step'], skip: boolean) =>
  unwrap(skip ? skipSetUpStep({ path: { step } }) : resumeSetUpStep({ path: { step } }))
