import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { accept, type InvitedPerson, linkQuery } from '@/api/people'
import { beginSession, type Session } from '@/api/session'
import { usePageTitle } from '@/ui/page'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { CodeStep } from './code-step'
import { Gate } from './gate'
import classes from './gate.module.css'
import { NewPasswordField } from './new-password-field'
import { ProviderButtons } from './provider-buttons'
import { useLinkToken } from './use-link-token'

/** Whoever holds a one-time link sets the password of the account it is for. */
export function WelcomePage() {
  usePageTitle('Welcome')
  const token = useLinkToken()
  const link = useQuery({ ...linkQuery(token), enabled: token !== '', retry: false })
  if (token === '') {
    return (
      <Gate
        title="Open the link you were given"
        note={
          <>
            It ends in <code>/welcome#token=…</code>. Ask whoever invited you for it.
          </>
        }
      >
        <SignInLink />
      </Gate>
    )
  }
  if (link.isError) {
    return (
      <Gate title="This link lets nobody in">
        <ProblemPanel title="The link was not accepted" error={link.error} />
        <SignInLink />
      </Gate>
    )
  }
  if (!link.data) {
    return (
      <Gate title="Welcome">
        <SkeletonRows rows={3} />
      </Gate>
    )
  }
  return <WelcomeForm key={token} token={token} person={link.data} />
}

function SignInLink() {
  return (
    <Button component={Link} to="/sign-in" size="sm" variant="default">
      Sign in instead
    </Button>
  )
}

function WelcomeForm({ token, person }: { token: string; person: InvitedPerson }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const invited = person.kind === 'invitation'
  const [name, setName] = useState(person.name)
  const [password, setPassword] = useState('')
  const entering = useMutation({
    mutationFn: () => accept({ token, password, ...(invited && { name: name.trim() }) }),
    onSuccess: ({ session }) => session && onEntered(session),
  })
  function onEntered(session: Session) {
    // The link works no more, and whoever was signed in here before is not.
    beginSession(client, session)
    void navigate({ to: '/', replace: true })
  }
  const step = entering.data?.step
  if (step) {
    return (
      <CodeStep
        step={step}
        onEntered={onEntered}
        onRestart={() => void navigate({ to: '/sign-in', replace: true })}
      />
    )
  }
  const fields = entering.error instanceof ApiError ? entering.error.fields : {}

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    entering.mutate()
  }
  return (
    <Gate
      title={invited ? `Welcome, ${person.name}` : 'Set a new password'}
      note={
        invited
          ? 'Choose a name and a password, and you are in.'
          : `Of the account of ${person.name}. All its sessions end.`
      }
    >
      <ProviderButtons invitation={token} />
      <form onSubmit={onSubmit} className={classes.form}>
        <TextInput
          size="sm"
          label="Email"
          type="email"
          autoComplete="username"
          readOnly
          value={person.email}
        />
        {invited && (
          <TextInput
            size="sm"
            label="Name"
            autoComplete="name"
            required
            withAsterisk={false}
            maxLength={100}
            value={name}
            error={fields['/name']}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <NewPasswordField
          size="sm"
          autoFocus
          value={password}
          error={fields['/password']}
          onChange={setPassword}
        />
        {entering.isError && <ProblemPanel title="Not signed in" error={entering.error} />}
        <Button type="submit" size="sm" loading={entering.isPending}>
          Set the password and sign in
        </Button>
      </form>
    </Gate>
  )
}
