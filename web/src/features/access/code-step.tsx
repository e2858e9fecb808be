import { Anchor, Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { giveCode, type Session } from '@/api/session'
import { ProblemPanel } from '@/ui/problem-panel'
import { Gate } from './gate'
import classes from './gate.module.css'
import { PasskeyButton } from './passkey-button'

type Props = {
  /** What proves the password for a few minutes. */
  step: string
  /** How it can be finished, besides a recovery code. */
  ways?: string[]
  onEntered: (session: Session) => void
  onRestart: () => void
}

/** The second step of signing in. */
export function CodeStep({ step, ways = ['code'], onEntered, onRestart }: Props) {
  const passkey = ways.includes('passkey')
  const generator = ways.includes('code')
  const [code, setCode] = useState('')
  const [lost, setLost] = useState(!passkey && !generator)
  const typed = lost || generator
  const giving = useMutation({
    mutationFn: () => giveCode({ step, code }),
    onSuccess: ({ session }) => session && onEntered(session),
    onError: () => setCode(''),
  })

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    giving.mutate()
  }
  return (
    <Gate
      title={lost ? 'Type a recovery code' : generator ? 'Type the code' : 'Use your passkey'}
      note={
        lost
          ? 'One of the ten you kept when you added your second factor. Each counts once.'
          : generator
            ? 'The six digits that your code generator shows for RecomAMP now.'
            : 'The password was right. Your account takes a passkey as well.'
      }
    >
      {passkey && !lost && <PasskeyButton step={step} onEntered={onEntered} />}
      <form onSubmit={onSubmit} className={classes.form}>
        {typed && (
          <>
            <TextInput
              key={String(lost)}
              size="sm"
              label={lost ? 'Recovery code' : 'Code'}
              autoComplete="one-time-code"
              inputMode={lost ? 'text' : 'numeric'}
              placeholder={lost ? 'ABCD-EFGH-IJKL-MNOP' : '123 456'}
              autoFocus
              required
              withAsterisk={false}
              maxLength={40}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            {giving.isError && <ProblemPanel title="Not signed in" error={giving.error} />}
            <Button
              type="submit"
              size="sm"
              variant={passkey && !lost ? 'default' : 'filled'}
              loading={giving.isPending}
            >
              Sign in
            </Button>
          </>
        )}
        <div className={classes.ways}>
          {(passkey || generator) && (
            <Anchor component="button" type="button" onClick={() => setLost(!lost)}>
              {!lost
                ? 'Use a recovery code'
                : generator
                  ? 'Use the code generator'
                  : 'Use the passkey'}
            </Anchor>
          )}
          <Anchor component="button" type="button" onClick={onRestart}>
            Begin again
          </Anchor>
        </div>
        {lost && (
          <p className="quiet">
            No codes left? An owner can reset your second factor on the page of people.
          </p>
        )}
      </form>
    </Gate>
  )
}
