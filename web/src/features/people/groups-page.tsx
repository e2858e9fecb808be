import { Button, TextInput } from '@mantine/core'
import { IconUsersGroup } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { addGroup, type Group, groupsQuery } from '@/api/groups'
import { useCommands } from '@/lib/commands'
import { idempotencyKey } from '@/lib/idempotency-key'
import { plural } from '@/lib/number'
import { useMe } from '@/lib/use-me'
import { CommandButton } from '@/ui/command-button'
import table from '@/ui/data-table.module.css'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { GroupDetail } from './group-detail'
import { mayReadPeople } from './model/objects'
import classes from './people.module.css'
import { PeoplePageFrame } from './people-page-frame'
import { useRefreshPeople } from './refresh'

type Props = { chosen: string | undefined; onChoose: (id: string | undefined) => void }

/** People who are given access together. */
export function GroupsPage({ chosen, onChoose }: Props) {
  const me = useMe()
  const groups = useQuery({ ...groupsQuery(), enabled: mayReadPeople(me) })
  const group = groups.data?.find(({ id }) => id === chosen)
  return (
    <PeoplePageFrame
      title="Groups"
      note="What a group is given, everybody in it has, from joining until leaving it."
    >
      {me?.rights.organise && <NewGroup onMade={onChoose} />}
      <Panel flush>
        {groups.isPending && <SkeletonRows rows={3} />}
        {groups.isError && (
          <ProblemPanel title="The groups could not be read" error={groups.error} />
        )}
        {groups.data?.length === 0 && (
          <EmptyState title="No groups yet" icon={<IconUsersGroup size={22} />}>
            Make one for a team that works for the same clients, such as <em>Media, Fernhollow</em>.
            Whoever joins has its access at once, and whoever leaves loses it.
          </EmptyState>
        )}
        {groups.data && groups.data.length > 0 && (
          <GroupTable groups={groups.data} chosen={chosen} onChoose={onChoose} />
        )}
      </Panel>
      {group && <GroupDetail key={group.id} group={group} onEnded={() => onChoose(undefined)} />}
    </PeoplePageFrame>
  )
}

function NewGroup({ onMade }: { onMade: (id: string) => void }) {
  const refresh = useRefreshPeople()
  const [name, setName] = useState('')
  const [key, setKey] = useState(idempotencyKey)
  const field = useRef<HTMLInputElement>(null)
  const making = useMutation({
    mutationFn: () => addGroup({ name: name.trim(), description: '' }, key),
    onSuccess: async ({ id }) => {
      setName('')
      setKey(idempotencyKey())
      await refresh()
      onMade(id)
    },
  })
  const fields = making.error instanceof ApiError ? making.error.fields : {}
  useCommands([
    {
      id: 'new-group',
      label: 'Make a group',
      group: 'Create',
      keys: 'c g',
      run: () => field.current?.focus(),
    },
  ])

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    making.mutate()
  }
  return (
    <Panel>
      <form className={classes.filters} onSubmit={onSubmit}>
        <TextInput
          ref={field}
          className={classes.newName}
          aria-label="Name of a new group"
          placeholder="Name of a new group"
          required
          maxLength={100}
          value={name}
          error={fields['/name']}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={making.isPending}>
          Make group
        </Button>
      </form>
      {making.isError && <ProblemPanel title="No group was made" error={making.error} />}
    </Panel>
  )
}

type TableProps = Props & { groups: Group[] }

function GroupTable({ groups, chosen, onChoose }: TableProps) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Group</th>
          <th>Members</th>
          <th>Access</th>
          <th>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ id, name, description, members, grants }) => (
          <tr key={id}>
            <td>
              <span>
                <span className={table.strong}>{name}</span>
                {description && <span className={table.sub}>{description}</span>}
              </span>
            </td>
            <td data-label="Members">
              {members.length > 0 ? (
                <span>{memberWords(members)}</span>
              ) : (
                <span className="quiet">nobody</span>
              )}
            </td>
            <td data-label="Access">
              {grants > 0 ? plural(grants, 'grant') : <span className="quiet">none</span>}
            </td>
            <td className={`${table.right} ${table.actions}`}>
              <CommandButton
                command={{ label: 'Open the group', subject: name, group: 'Groups' }}
                aria-label={`Open ${name}`}
                aria-expanded={id === chosen}
                variant="default"
                size="compact-xs"
                onClick={() => onChoose(id === chosen ? undefined : id)}
              >
                {id === chosen ? 'Close' : 'Open'}
              </CommandButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const NAMED = 4

function memberWords(members: Group['members']): string {
  const named = members.slice(0, NAMED).map(({ name }) => name)
  const more = members.length - named.length
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ')
}
