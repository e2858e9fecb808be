import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { beginSession, setUp, setupQuery } from '@/api/session'
import { usePageTitle } from '@/ui/page'
import { ProblemPanel } from '@/ui/problem-panel'
import { Gate } from './gate'
import classes from './gate.module.css'
import { NewPasswordField } from './new-password-field'
import { useLinkToken } from './use-link-token'

/** First start: whoever holds the one-time link makes the owner's account. */
export function SetupPage() {
  usePageTitle('Set up')
  const { data: setup } = useQuery(setupQuery())
  const token = useLinkToken()
  if (setup && !setup.needsOwner) {
    return (
      <Gate title="RecomAMP is set up" note="The owner's account exists already.">
        <Button component={Link} to="/sign-in" size="sm">
          Sign in
        </Button>
      </Gate>
    )
  }
  if (!token) {
    return (
      <Gate
        title="Open the set-up link"
        note={
          <>
            RecomAMP has no owner yet. When it started it printed a one-time link that ends in{' '}
            <code>/setup#token=…</code>. Open that link here to create the owner's account.
          </>
        }
      >
        {null}
      </Gate>
    )
  }
  return <SetupForm token={token} />
}

function SetupForm({ token }: { token: string }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const create = useMutation({
    mutationFn: () => setUp({ token, name, email, password }),
    onSuccess: async ({ session }) => {
      if (session) beginSession(client, session)
      await navigate({ to: '/set-up' })
    },
  })
  const fields = create.error instanceof ApiError ? create.error.fields : {}

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    create.mutate()
  }

  return (
    <Gate
      title="Create the owner's account"
      note="It may do everything here. Others can be added later."
    >
      <form onSubmit={onSubmit} className={classes.form}>
        <TextInput
          size="sm"
          label="Name"
          autoComplete="name"
          autoFocus
          required
          withAsterisk={false}
          value={name}
          error={fields['/name']}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          size="sm"
          label="Email"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={email}
          error={fields['/email']}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NewPasswordField
          size="sm"
          value={password}
          error={fields['/password']}
          onChange={setPassword}
        />
        {create.isError && <ProblemPanel title="No account was made" error={create.error} />}
        <Button type="submit" size="sm" loading={create.isPending}>
          Create the account and sign in
        </Button>
      </form>
    </Gate>
  )
}
