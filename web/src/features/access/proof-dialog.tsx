import { Anchor, Button, Modal, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { proveByPasskey } from '@/api/passkeys'
import { prove } from '@/api/proof'
import { type ProofAsked, proofWatch, useProofAsked } from '@/lib/proof-watch'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './account.module.css'
import { ProviderProof } from './provider-proof'

type Props = { onSignOut: () => void }

/** Asks, wherever one is, for proof that it is still the same person; then what waits goes on. */
export function ProofDialog({ onSignOut }: Props) {
  const asked = useProofAsked()
  const stop = () => proofWatch.settle(false)
  return (
    <Modal
      opened={asked !== undefined}
      onClose={stop}
      title="Is it still you?"
      size="sm"
      zIndex={400} // above the dialog that it interrupts
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {asked && asked.ways.length > 0 && <ProofForm asked={asked} onStop={stop} />}
      {asked?.ways.length === 0 && (
        <SignInAgain asked={asked} onStop={stop} onSignOut={onSignOut} />
      )}
    </Modal>
  )
}

type FormProps = { asked: ProofAsked; onStop: () => void }
type Way = ProofAsked['ways'][number]

function ProofForm({ asked: { about, ways, minutes }, onStop }: FormProps) {
  const [way, setWay] = useState(ways[0])
  return (
    <div className={classes.form}>
      <p>
        You are about to {about}. That takes a proof of the last {minutes} minutes, and what you
        have entered goes on from here.
      </p>
      {way === 'single_sign_on' ? (
        <ProviderProof onProven={() => proofWatch.settle(true)} onStop={onStop} />
      ) : (
        <OwnProof key={way} way={way} onStop={onStop} />
      )}
      {ways
        .filter((other) => other !== way)
        .map((other) => (
          <Anchor
            key={other}
            component="button"
            type="button"
            ta="start"
            onClick={() => setWay(other)}
          >
            {instead[other]}
          </Anchor>
        ))}
    </div>
  )
}

type OwnProps = { way: Exclude<Way, 'single_sign_on'> | undefined; onStop: () => void }

/** Proof by what people have here: the password, a code or a passkey. */
function OwnProof({ way, onStop }: OwnProps) {
  const [secret, setSecret] = useState('')
  const proving = useMutation({
    mutationFn: () =>
      way === 'passkey'
        ? proveByPasskey()
        : prove(way === 'code' ? { code: secret } : { password: secret }),
    onSuccess: () => proofWatch.settle(true),
    onError: () => setSecret(''),
  })
  const fields = proving.error instanceof ApiError ? proving.error.fields : {}
  const wrong = fields['/currentPassword'] ?? fields['/code']

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    proving.mutate()
  }
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      {way === 'password' && (
        <PasswordInput
          data-autofocus
          label="Your password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={secret}
          error={wrong && capital(wrong)}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
      )}
      {way === 'code' && (
        <TextInput
          data-autofocus
          label="Code"
          description="What your code generator shows now, or a recovery code."
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          maxLength={40}
          value={secret}
          error={wrong && 'Is wrong, or was used before'}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
      )}
      {proving.isError && !wrong && <ProblemPanel title="Not proven" error={proving.error} />}
      <div className={classes.buttons}>
        <Button
          type="submit"
          data-autofocus={way === 'passkey'}
          loading={proving.isPending}
          disabled={way !== 'passkey' && secret === ''}
        >
          {way === 'passkey' ? 'Use a passkey' : 'Go on'}
        </Button>
        <Button variant="default" onClick={onStop}>
          Leave it
        </Button>
      </div>
    </form>
  )
}

const instead: Record<Way, string> = {
  passkey: 'Use a passkey instead',
  password: 'Use the password instead',
  code: 'Use a code instead',
  single_sign_on: 'Sign in at the provider instead',
}

type SignInProps = FormProps & Props

/** For people who have nothing to type, as they sign in elsewhere. */
function SignInAgain({ asked: { about, minutes }, onStop, onSignOut }: SignInProps) {
  return (
    <div className={classes.form}>
      <p>
        You are about to {about}. That takes a sign-in of the last {minutes} minutes, because you
        have no password, passkey or code here: sign out, sign in again as usual, and do it then.
      </p>
      <div className={classes.buttons}>
        <Button
          onClick={() => {
            onStop()
            onSignOut()
          }}
        >
          Sign out
        </Button>
        <Button variant="default" onClick={onStop}>
          Not now
        </Button>
      </div>
    </div>
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
