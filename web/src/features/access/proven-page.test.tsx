import { screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { showPage } from '@/lib/testing/show-page'
import { hearProof, type ProofOutcome } from './proof-channel'
import { ProvenPage } from './proven-page'

const close = vi.fn()
let stop: () => void
const told: ProofOutcome[] = []

beforeEach(() => {
  told.length = 0
  stop = hearProof((one) => told.push(one))
  vi.stubGlobal('close', close)
})
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
})

it('tells the window that waits, closes itself, and says so where it may not', async () => {
  showPage(<ProvenPage problem={undefined} />, [])
  expect(await screen.findByText(/You can close this window/)).toBeTruthy()
  await vi.waitFor(() => expect(told).toEqual([{}]))
  expect(close).toHaveBeenCalled()
})

it('tells what was wrong', async () => {
  showPage(<ProvenPage problem="sso.not_anew" />, [])
  expect(await screen.findByText(/did not ask who you are/)).toBeTruthy()
  await vi.waitFor(() => expect(told).toEqual([{ problem: 'sso.not_anew' }]))
})
