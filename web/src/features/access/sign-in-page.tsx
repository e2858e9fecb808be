import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { beginSession, type Session, signIn } from '@/api/session'
import { usePageTitle } from '@/ui/page'
import { ProblemPanel } from '@/ui/problem-panel'
import { CodeStep } from './code-step'
import { Gate } from './gate'
import classes from './gate.module.css'
import { safeNext } from './model'

type Props = { next: string | undefined; ended: boolean | undefined }

export function SignInPage({ next, ended }: Props) {
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

  const step = enter.data?.step
  if (step) return <CodeStep step={step} onEntered={onEntered} onRestart={enter.reset} />

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    enter.mutate()
  }

  return (
    <Gate
      title="Sign in"
      note={ended && 'Your session ended. Sign in to go on where you were; what you wrote is kept.'}
    >
      <form onSubmit={onSubmit} className={classes.form}>
        <TextInput
          size="sm"
          label="Email"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {enter.isError && <ProblemPanel title="Not signed in" error={enter.error} />}
        <Button type="submit" size="sm" loading={enter.isPending}>
          Sign in
        </Button>
      </form>
    </Gate>
  )
}
