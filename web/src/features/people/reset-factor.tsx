import { useMutation } from '@tanstack/react-query'
import type { PersonEntry } from '@/api/people'
import { resetFactorOf } from '@/api/second-factor'
import { plural } from '@/lib/number'
import { ConfirmButton } from '@/ui/confirm-button'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

/** Takes the second factor from who has lost it. */
export function ResetFactor({ person }: { person: PersonEntry }) {
  const refresh = useRefreshPeople()
  const reset = useMutation({ mutationFn: () => resetFactorOf(person.id), onSuccess: refresh })
  if (!person.hasSecondFactor && !reset.data) return null
  return (
    <>
      <p className={classes.hint}>
        For somebody who has lost their code generator or their passkeys, and the recovery codes:
        all of them go. Be sure that it is them who asks.
      </p>
      {person.hasSecondFactor && (
        <div className={classes.buttons}>
          <ConfirmButton
            command={{
              label: 'Reset the second factor of',
              subject: person.name,
              group: 'People',
              words: 'two factor 2fa lost phone',
            }}
            loading={reset.isPending}
            question={`${person.name} is signed out everywhere, is told, and signs in by the password alone until a new one is added.`}
            confirmLabel="Reset it"
            onConfirm={() => reset.mutate()}
          >
            Reset the second factor
          </ConfirmButton>
        </div>
      )}
      {reset.data && (
        <p role="status">The second factor is gone. {plural(reset.data.ended, 'session')} ended.</p>
      )}
      {reset.isError && <ProblemPanel title="Nothing was reset" error={reset.error} />}
    </>
  )
}
