import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { sessionKeys, signIn } from '@/api/session'
import { usePageTitle } from '@/ui/page'
import { ProblemPanel } from '@/ui/problem-panel'
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
  const enter = useMutation({
    mutationFn: () => signIn({ email, password }),
    onSuccess: (session) => {
      client.clear()
      client.setQueryData(sessionKeys.all, session.person)
      router.history.push(safeNext(next))
    },
  })

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
