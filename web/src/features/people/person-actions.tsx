import { Select } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { disable, enable, everybodyQuery, type PersonEntry, recover } from '@/api/people'
import { idempotencyKey } from '@/lib/idempotency-key'
import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './people.module.css'
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
        {person.name} cannot sign in. Enabled again, the password and the access are as before.
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
    </>
  )
}

type DisableProps = { person: PersonEntry; onDone: (words: string) => void }

function DisableAction({ person, onDone }: DisableProps) {
  const refresh = useRefreshPeople()
  const { data: everybody = [] } = useQuery(everybodyQuery())
  const [handOverTo, setHandOverTo] = useState<string | null>(null)
  const heirs = everybody.filter(({ id, state }) => id !== person.id && state === 'active')
  const heir = heirs.find(({ id }) => id === handOverTo)
  const disabling = useMutation({
    mutationFn: () => disable(person.id, heir?.id),
    onSuccess: async ({ sessions, tokens, handedOver, left }) => {
      onDone(
        [
          `${plural(sessions, 'session')} and ${plural(tokens, 'token')} ended.`,
          handedOver > 0 && `${plural(handedOver, 'schedule')} handed over.`,
          left > 0 && `${plural(left, 'schedule')} stopped, as nobody is responsible any more.`,
        ]
          .filter(Boolean)
          .join(' '),
      )
      await refresh()
    },
  })
  return (
    <>
      <Select
        label="Hand over to"
        description="Who becomes responsible for their schedules. Without anybody those stop with their next run."
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder="nobody"
        searchable
        clearable
        value={handOverTo}
        data={heirs.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
        onChange={setHandOverTo}
      />
      <div className={classes.buttons}>
        <ConfirmButton
          command={{
            label: 'Disable',
            subject: person.name,
            group: 'People',
            words: 'off-board remove leave block',
          }}
          loading={disabling.isPending}
          question={`${person.name} is signed out everywhere at once, and tokens stop to work. ${
            heir ? `${heir.name} takes over the schedules.` : 'Nobody takes over the schedules.'
          }`}
          confirmLabel="Disable this person"
          onConfirm={() => disabling.mutate()}
        >
          Disable
        </ConfirmButton>
      </div>
      {disabling.isError && (
        <ProblemPanel title="The person was not disabled" error={disabling.error} />
      )}
    </>
  )
}
