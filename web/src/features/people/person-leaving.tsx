import { Select } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { disable, everybodyQuery, type PersonEntry, responsibilitiesQuery } from '@/api/people'
import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { disabledWords, restsWords } from './model/leaving'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

/** Who could take over what rests on a person, and what that comes to. */
function useHandOver(person: PersonEntry) {
  const { data: everybody = [] } = useQuery(everybodyQuery())
  const [chosen, setChosen] = useState<string | null>(null)
  const heirs = everybody.filter(({ id, state }) => id !== person.id && state === 'active')
  const heir = heirs.find(({ id }) => id === chosen)
  const rests = useQuery({
    ...responsibilitiesQuery(person.id, heir?.id),
    placeholderData: keepPreviousData,
  })
  return { heirs, heir, setChosen, rests }
}

type HeirProps = ReturnType<typeof useHandOver> & { description: string }

function HeirSelect({ heirs, heir, setChosen, description }: HeirProps) {
  return (
    <Select
      label="Hand over to"
      description={description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder="nobody"
      searchable
      clearable
      value={heir?.id ?? null}
      data={heirs.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
      onChange={setChosen}
    />
  )
}

type DisableProps = { person: PersonEntry; onDone: (words: string) => void }

/** Lets somebody in no more, with what rests on them told before. */
export function DisableAction({ person, onDone }: DisableProps) {
  const refresh = useRefreshPeople()
  const handing = useHandOver(person)
  const { heir, rests } = handing
  const disabling = useMutation({
    mutationFn: () => disable(person.id, heir?.id),
    onSuccess: async (done) => {
      onDone(disabledWords(done))
      await refresh()
    },
  })
  const words = rests.data ? restsWords(rests.data, person.name, heir?.name) : []
  return (
    <>
      <HeirSelect
        {...handing}
        description="Who becomes responsible for their schedules. Without anybody those pause at once."
      />
      {rests.isError && (
        <ProblemPanel title="What rests on this person could not be read" error={rests.error} />
      )}
      {words.length > 0 && (
        <ul className={classes.rests} aria-label={`What rests on ${person.name}`}>
          {words.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <div className={classes.buttons}>
        <ConfirmButton
          command={{
            label: 'Disable',
            subject: person.name,
            group: 'People',
            words: 'off-board remove leave block',
          }}
          loading={disabling.isPending}
          question={`${person.name} is signed out everywhere at once, and tokens stop to work. ${words[0] ?? 'No schedule rests on them.'}`}
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

/** Hands over what stands still since somebody was disabled; nothing where nothing does. */
export function HandOverAction({ person }: { person: PersonEntry }) {
  const refresh = useRefreshPeople()
  const handing = useHandOver(person)
  const { heir, rests } = handing
  const giving = useMutation({
    mutationFn: () => disable(person.id, heir?.id),
    onSuccess: refresh,
  })
  const { schedules = 0, takenOver = 0 } = rests.data ?? {}
  const given = giving.data && (
    <p role="status">{plural(giving.data.handedOver, 'schedule')} handed over.</p>
  )
  if (schedules === 0) return given
  return (
    <>
      {given}
      <p className={classes.hint}>
        {plural(schedules, 'schedule')} still {schedules === 1 ? 'rests' : 'rest'} on {person.name}{' '}
        and {schedules === 1 ? 'stands' : 'stand'} still.
      </p>
      <HeirSelect {...handing} description="Who becomes responsible for them. They then go on." />
      {heir && takenOver < schedules && (
        <p className={classes.hint}>
          {heir.name} may run {takenOver} of them; the others go on standing still.
        </p>
      )}
      <div className={classes.buttons}>
        <CommandButton
          command={{ label: 'Hand over the schedules of', subject: person.name, group: 'People' }}
          aria-label={`Hand over the schedules of ${person.name}`}
          variant="default"
          disabled={!heir || takenOver === 0}
          loading={giving.isPending}
          onClick={() => giving.mutate()}
        >
          Hand over
        </CommandButton>
      </div>
      {giving.isError && <ProblemPanel title="Nothing was handed over" error={giving.error} />}
    </>
  )
}
