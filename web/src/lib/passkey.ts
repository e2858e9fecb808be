/** Where browsers have passkeys, as the server tells it. */
export type PasskeySite = { passkeyHost?: string; passkeyAddress?: string }

/** Why this page cannot use passkeys, with what to do; undefined when it can. */
export function passkeyTrouble(site: PasskeySite, here: string = location.hostname) {
  const { passkeyHost: host, passkeyAddress: address } = site
  if (!host) {
    return 'Browsers keep no passkeys for the address of this program: it takes a host name, and https. Whoever runs the program gives it both, and says the address in RECOMAMP_PUBLIC_URL.'
  }
  if (here !== host) {
    return `Browsers have your passkeys at ${address} only, and this page is at ${here}. Open ${address} and do it there.`
  }
  const known = globalThis.PublicKeyCredential as Partial<typeof PublicKeyCredential> | undefined
  if (!known?.parseCreationOptionsFromJSON || !known.parseRequestOptionsFromJSON) {
    return 'This browser does not know passkeys, or is too old for them. Use a newer one.'
  }
  return undefined
}

/** Has a device make a passkey, and gives what to send back. */
export function makePasskey(options: unknown): Promise<string> {
  return answerOf(async () =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(
        options as PublicKeyCredentialCreationOptionsJSON,
      ),
    }),
  )
}

/** Has a device prove that it holds a passkey, and gives what to send back. */
export function answerWithPasskey(options: unknown): Promise<string> {
  return answerOf(async () =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(
        options as PublicKeyCredentialRequestOptionsJSON,
      ),
    }),
  )
}

async function answerOf(ask: () => Promise<Credential | null>): Promise<string> {
  try {
    const given = await ask()
    if (given === null) throw new Error('No passkey was given. Try again.')
    return JSON.stringify(given)
  } catch (error) {
    if (error instanceof DOMException) throw new Error(wordsOf(error), { cause: error })
    throw error
  }
}

/** What a browser's refusal means; its own words are for programmers. */
function wordsOf({ name, message }: DOMException): string {
  switch (name) {
    case 'NotAllowedError':
      return 'No passkey was used: it was cancelled, took too long, or there is none for this address on the device. Try again.'
    case 'InvalidStateError':
      return 'This device has a passkey for your account already. Use another device, or remove that passkey first.'
    case 'NotSupportedError':
      return 'This device can keep no passkey that asks for a finger, a face or a PIN. Use another one.'
    default:
      return `The browser would not use a passkey (${message}). Try again, or sign in another way.`
  }
}
