import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { beginSession, type Session, signIn } from '@/api/session'
import { waysQuery } from '@/api/sign-in'
import { usePageTitle } from '@/ui/page'
import { ProblemPanel } from '@/ui/problem-panel'
import { CodeStep } from './code-step'
import { Gate } from './gate'
import classes from './gate.module.css'
import { hashValue, safeNext } from './model'
import { PasskeyButton } from './passkey-button'
import { ProviderButtons } from './provider-buttons'
import { providerProblem } from './provider-problem'

type Props = {
  next: string | undefined
  ended: boolean | undefined
  /** The code of what went wrong at a provider. */
  problem?: string
}

export function SignInPage({ next, ended, problem }: Props) {
  usePageTitle('Sign in')
  const router = useRouter()
  const client = useQueryClient()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  function onEntered(session: Session) {
    beginSession(client, session)
    router.history.push(safeNext(next))
  }
  const enter = useMutation({
    mutationFn: () => signIn({ email, password }),
    onSuccess: ({ session }) => session && onEntered(session),
  })

  const ways = useQuery(waysQuery())
  /** What is left to prove for who comes back from a provider. */
  const [left, setLeft] = useState(() => hashValue(location.hash, 'step'))
  const step = enter.data?.step ?? left
  const returned = hashValue(location.hash, 'ways')
  const leftWays = enter.data?.ways ?? (returned === '' ? undefined : returned.split(' '))
  function onRestart() {
    setLeft('')
    enter.reset()
  }
  if (step) {
    return <CodeStep step={step} ways={leftWays} onEntered={onEntered} onRestart={onRestart} />
  }
  const ownersOnly = ways.data?.singleSignOnOnly ?? false

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    enter.mutate()
  }

  return (
    <Gate
      title="Sign in"
      note={ended && 'Your session ended. Sign in to go on where you were; what you wrote is kept.'}
    >
      {problem && !enter.isError && (
        <ProblemPanel title="Not signed in" error={new Error(providerProblem(problem))} />
      )}
      <ProviderButtons next={safeNext(next)} />
      {ownersOnly && <p className="quiet">Owners may sign in with a password or a passkey:</p>}
      {ways.data?.passkeys && <PasskeyButton onEntered={onEntered} />}
      <form onSubmit={onSubmit} className={classes.form}>
        <TextInput
          size="sm"
          label="Email"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus={!ownersOnly}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          size="sm"
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {enter.isError && <ProblemPanel title="Not signed in" error={enter.error} />}
        <Button
          type="submit"
          size="sm"
          variant={ownersOnly ? 'default' : 'filled'}
          loading={enter.isPending}
        >
          Sign in
        </Button>
      </form>
    </Gate>
  )
}
