import { afterEach, expect, it, vi } from 'vitest'
import { answerWithPasskey, makePasskey, passkeyTrouble } from './passkey'

afterEach(() => vi.unstubAllGlobals())

const site = { passkeyHost: 'localhost', passkeyAddress: 'http://localhost:8484' }

it('says where passkeys work, and what can be done elsewhere', () => {
  expect(passkeyTrouble({}, 'localhost')).toContain('RECOMAMP_PUBLIC_URL')
  expect(passkeyTrouble(site, '127.0.0.1')).toContain('Open http://localhost:8484')
  expect(passkeyTrouble(site, 'localhost')).toContain('Use a newer one')
  const parse = () => ({})
  vi.stubGlobal('PublicKeyCredential', {
    parseCreationOptionsFromJSON: parse,
    parseRequestOptionsFromJSON: parse,
  })
  expect(passkeyTrouble(site, 'localhost')).toBeUndefined()
})

it('gives what the device answered, and words for what the browser refused', async () => {
  vi.stubGlobal('PublicKeyCredential', {
    parseCreationOptionsFromJSON: (options: unknown) => options,
    parseRequestOptionsFromJSON: (options: unknown) => options,
  })
  const get = vi.fn(async () => ({ id: 'key' }))
  const create = vi.fn(async () => {
    throw new DOMException('The operation either timed out or was not allowed.', 'NotAllowedError')
  })
  vi.stubGlobal('navigator', { credentials: { get, create } })
  expect(await answerWithPasskey({ challenge: 'x' })).toBe('{"id":"key"}')
  expect(get).toHaveBeenCalledWith({ publicKey: { challenge: 'x' } })
  await expect(makePasskey({})).rejects.toThrow('it was cancelled, took too long')
})
