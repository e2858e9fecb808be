import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { enable, type PersonEntry, recover } from '@/api/people'
import { idempotencyKey } from '@/lib/idempotency-key'
import { CommandButton } from '@/ui/command-button'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './people.module.css'
import { DisableAction, HandOverAction } from './person-leaving'
import { useRefreshPeople } from './refresh'
import { ResetFactor } from './reset-factor'
import { SecretLinkNote } from './secret-link-note'

type Props = { person: PersonEntry; self: boolean }

/** What an owner does about whether a person can sign in. */
export function PersonActions({ person, self }: Props) {
  /** What disabling them has just done, in words. */
  const [done, setDone] = useState('')
  return (
    <Panel title="Signing in">
      <div className={classes.form}>
        {person.state !== 'disabled' && <LinkAction person={person} />}
        {!self && <ResetFactor person={person} />}
        {person.state === 'disabled' && <EnableAction person={person} done={done} />}
        {person.state !== 'disabled' && !self && <DisableAction person={person} onDone={setDone} />}
        {self && (
          <p className={classes.hint}>You cannot disable your own account; another owner can.</p>
        )}
      </div>
    </Panel>
  )
}

function LinkAction({ person }: { person: PersonEntry }) {
  const refresh = useRefreshPeople()
  const [key, setKey] = useState(idempotencyKey)
  const making = useMutation({
    mutationFn: () => recover(person.id, key),
    onSuccess: async () => {
      setKey(idempotencyKey())
      await refresh()
    },
  })
  return (
    <>
      <p className={classes.hint}>
        {person.state === 'invited'
          ? 'The person has not come yet. A new link ends the one before.'
          : 'For somebody who has forgotten the password: a link that sets a new one.'}
      </p>
      <div className={classes.buttons}>
        <CommandButton
          command={{
            label: 'Make a recovery link for',
            subject: person.name,
            group: 'People',
            words: 'password reset forgotten invitation',
          }}
          aria-label={`Make a ${person.state === 'invited' ? 'new' : 'recovery'} link for ${person.name}`}
          variant="default"
          loading={making.isPending}
          onClick={() => making.mutate()}
        >
          Make a {person.state === 'invited' ? 'new' : 'recovery'} link
        </CommandButton>
      </div>
      {making.isError && <ProblemPanel title="No link was made" error={making.error} />}
      {making.data && <SecretLinkNote made={making.data} />}
    </>
  )
}

function EnableAction({ person, done }: { person: PersonEntry; done: string }) {
  const refresh = useRefreshPeople()
  const enabling = useMutation({ mutationFn: () => enable(person.id), onSuccess: refresh })
  return (
    <>
      {done && <p role="status">{done}</p>}
      <p className={classes.hint}>
        {person.name} cannot sign in. Enabled again, the password and the access are as before;
        schedules that stand still are resumed one by one.
      </p>
      <div className={classes.buttons}>
        <CommandButton
          command={{ label: 'Enable', subject: person.name, group: 'People' }}
          variant="default"
          loading={enabling.isPending}
          onClick={() => enabling.mutate()}
        >
          Enable
        </CommandButton>
      </div>
      {enabling.isError && (
        <ProblemPanel title="The person was not enabled" error={enabling.error} />
      )}
      <HandOverAction person={person} />
    </>
  )
}
