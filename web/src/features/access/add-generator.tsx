import { PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { beginGenerator, confirmGenerator, type Enrolment } from '@/api/second-factor'
import { CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './account.module.css'
import { QrCode } from './qr-code'

type Props = {
  onAdded: (codes: string[]) => void
  /** Who has none has proven who they are by signing in just now. */
  hasPassword?: boolean
}

/** Adds a code generator: password, then the secret by camera or by hand, then a first code. */
export function AddGenerator({ onAdded, hasPassword = true }: Props) {
  const [password, setPassword] = useState('')
  const begin = useMutation({
    mutationFn: () => beginGenerator(password),
    onSuccess: () => setPassword(''),
  })
  if (begin.data) return <ConfirmForm enrolment={begin.data} onAdded={onAdded} />

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    begin.mutate()
  }
  return (
    <form onSubmit={onSubmit} className={classes.form}>
      {hasPassword && (
        <PasswordInput
          label="Your password"
          description="So that nobody adds one at a screen you have left."
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          error={wrongPassword(begin.error)}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      )}
      {begin.isError && !wrongPassword(begin.error) && (
        <ProblemPanel title="Nothing was added" error={begin.error} />
      )}
      <div>
        <CommandButton
          command={{
            label: 'Add a code generator',
            group: 'Account',
            words: 'second factor two 2fa mfa totp authenticator',
          }}
          type="submit"
          loading={begin.isPending}
        >
          Add a code generator
        </CommandButton>
      </div>
    </form>
  )
}

/** What to say beside a password that was not right. */
export function wrongPassword(error: unknown): string | undefined {
  return error instanceof ApiError ? error.fields['/currentPassword'] : undefined
}

type ConfirmProps = Pick<Props, 'onAdded'> & { enrolment: Enrolment }

function ConfirmForm({ enrolment: { secret, qr }, onAdded }: ConfirmProps) {
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: () => confirmGenerator(code),
    onSuccess: onAdded,
    onError: () => setCode(''),
  })

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    confirm.mutate()
  }
  return (
    <form onSubmit={onSubmit} className={classes.form}>
      <p>
        Scan this with an authenticator app, such as the one in your password manager or on your
        phone. If it cannot scan, type the secret there.
      </p>
      <QrCode rows={qr} label="QR code with the secret for an authenticator app" />
      <p className={classes.value}>
        <span className="quiet">Secret</span> <code>{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      <TextInput
        label="The code it shows now"
        autoComplete="one-time-code"
        inputMode="numeric"
        placeholder="123 456"
        autoFocus
        required
        withAsterisk={false}
        maxLength={40}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      {confirm.isError && <ProblemPanel title="It does not count yet" error={confirm.error} />}
      <div>
        <CommandButton
          command={{ label: 'Confirm the code generator', group: 'Account' }}
          type="submit"
          loading={confirm.isPending}
        >
          Confirm
        </CommandButton>
      </div>
    </form>
  )
}
