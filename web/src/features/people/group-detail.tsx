import { Button, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { grantsQuery } from '@/api/grants'
import { changeGroup, endGroup, type Group, join, leave } from '@/api/groups'
import { everybodyQuery } from '@/api/people'
import { useMe } from '@/lib/use-me'
import { ConfirmButton } from '@/ui/confirm-button'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { GiveForm } from './give-form'
import { GrantTable } from './grant-table'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

type Props = { group: Group; onEnded: () => void }

/** One group: who is in it and what it was given. */
export function GroupDetail({ group, onEnded }: Props) {
  const me = useMe()
  const organise = me?.rights.organise ?? false
  const grants = useQuery(grantsQuery({ group: group.id }))
  return (
    <div className={classes.columns}>
      <Panel title={`Access of ${group.name}`} flush>
        {grants.isPending && <SkeletonRows rows={2} />}
        {grants.isError && (
          <ProblemPanel title="The access could not be read" error={grants.error} />
        )}
        {grants.data?.length === 0 && (
          <EmptyState title="The group was given nothing yet">
            What it is given holds for all its members at once.
          </EmptyState>
        )}
        {grants.data && grants.data.length > 0 && <GrantTable grants={grants.data} of="group" />}
        <GiveForm to={{ groupId: group.id }} name={group.name} />
      </Panel>
      <div className={classes.column}>
        <MemberPanel group={group} mayChange={organise} />
        {organise && <GroupForm key={group.revision} group={group} onEnded={onEnded} />}
      </div>
    </div>
  )
}

function MemberPanel({ group, mayChange }: { group: Group; mayChange: boolean }) {
  const refresh = useRefreshPeople()
  const { data: everybody = [] } = useQuery(everybodyQuery())
  const joining = useMutation({
    mutationFn: (person: string) => join(group.id, person),
    onSuccess: refresh,
  })
  const leaving = useMutation({
    mutationFn: (person: string) => leave(group.id, person),
    onSuccess: refresh,
  })
  const failed = joining.error ?? leaving.error
  const others = everybody.filter(
    ({ id, state }) => state !== 'disabled' && !group.members.some((member) => member.id === id),
  )
  return (
    <Panel title="Members">
      <div className={classes.form}>
        {group.members.length === 0 && <p className="quiet">Nobody is in it yet.</p>}
        {group.members.length > 0 && (
          <ul className={classes.sees}>
            {group.members.map(({ id, name }) => (
              <li key={id}>
                <Link to="/people/$personId" params={{ personId: id }}>
                  {name}
                </Link>
                {mayChange && (
                  <ConfirmButton
                    command={{ label: 'Take out', subject: name, group: 'Groups' }}
                    size="compact-xs"
                    question={`What ${group.name} was given ends for ${name} at once.`}
                    confirmLabel="Take out of the group"
                    onConfirm={() => leaving.mutate(id)}
                  >
                    Take out
                  </ConfirmButton>
                )}
              </li>
            ))}
          </ul>
        )}
        {mayChange && (
          <Select
            label="Add a person"
            placeholder="Name or address"
            searchable
            value={null}
            data={others.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
            onChange={(person) => person && joining.mutate(person)}
          />
        )}
        {failed && <ProblemPanel title="The members were not changed" error={failed} />}
      </div>
    </Panel>
  )
}

function GroupForm({ group, onEnded }: Props) {
  const refresh = useRefreshPeople()
  const [name, setName] = useState(group.name)
  const [description, setDescription] = useState(group.description)
  const saving = useMutation({
    mutationFn: () => changeGroup(group, { name: name.trim(), description: description.trim() }),
    onSuccess: refresh,
  })
  const ending = useMutation({
    mutationFn: () => endGroup(group),
    onSuccess: async () => {
      onEnded()
      await refresh()
    },
  })
  const fields = saving.error instanceof ApiError ? saving.error.fields : {}
  const failed = saving.error ?? ending.error
  const changed = name.trim() !== group.name || description.trim() !== group.description

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (changed) saving.mutate()
  }
  return (
    <Panel title="Group">
      <form className={classes.form} onSubmit={onSubmit}>
        <TextInput
          label="Name"
          required
          withAsterisk={false}
          maxLength={100}
          value={name}
          error={fields['/name']}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Description"
          maxLength={500}
          value={description}
          error={fields['/description']}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        {failed && <ProblemPanel title="The group was not changed" error={failed} />}
        <div className={classes.buttons}>
          <Button type="submit" variant="default" disabled={!changed} loading={saving.isPending}>
            Save group
          </Button>
          <ConfirmButton
            command={{ label: 'End the group', subject: group.name, group: 'Groups' }}
            aria-label={`End the group ${group.name}`}
            loading={ending.isPending}
            question={`${group.name} ends with its memberships and its access. Its members keep what they were given themselves.`}
            confirmLabel="End this group"
            onConfirm={() => ending.mutate()}
          >
            End the group
          </ConfirmButton>
        </div>
      </form>
    </Panel>
  )
}
