import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { signInWithPasskey } from '@/api/passkeys'
import type { Session } from '@/api/session'
import { waysQuery } from '@/api/sign-in'
import { passkeyTrouble } from '@/lib/passkey'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './gate.module.css'

type Props = {
  /** What proves the password for a few minutes: the passkey is the second factor. */
  step?: string
  onEntered: (session: Session) => void
}

/** Signs in with a passkey; where this page cannot, it says what can. */
export function PasskeyButton({ step, onEntered }: Props) {
  const ways = useQuery(waysQuery())
  const entering = useMutation({
    mutationFn: () => signInWithPasskey(step),
    onSuccess: ({ session }) => session && onEntered(session),
  })
  if (!ways.data) return null
  const trouble = passkeyTrouble(ways.data)
  if (trouble) return <p className="quiet">{trouble}</p>
  return (
    <div className={classes.form}>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          entering.mutate()
        }}
      >
        <Button
          type="submit"
          size="sm"
          fullWidth
          variant={step ? 'filled' : 'default'}
          loading={entering.isPending}
        >
          {step ? 'Use a passkey' : 'Sign in with a passkey'}
        </Button>
      </form>
      {entering.isError && <ProblemPanel title="Not signed in" error={entering.error} />}
    </div>
  )
}
