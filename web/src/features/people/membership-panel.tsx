import { Select } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { groupsQuery, join, leave } from '@/api/groups'
import type { PersonEntry } from '@/api/people'
import { ConfirmButton } from '@/ui/confirm-button'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

type Props = { person: PersonEntry; mayChange: boolean }

/** The groups a person is in: what those were given is theirs too. */
export function MembershipPanel({ person, mayChange }: Props) {
  const refresh = useRefreshPeople()
  const { data: groups = [] } = useQuery(groupsQuery())
  const joining = useMutation({
    mutationFn: (group: string) => join(group, person.id),
    onSuccess: refresh,
  })
  const leaving = useMutation({
    mutationFn: (group: string) => leave(group, person.id),
    onSuccess: refresh,
  })
  const failed = joining.error ?? leaving.error
  const others = groups.filter(({ id }) => !person.groups.some((group) => group.id === id))
  return (
    <Panel title="Groups">
      <div className={classes.form}>
        {person.groups.length === 0 && <p className="quiet">In no group.</p>}
        {person.groups.length > 0 && (
          <ul className={classes.sees}>
            {person.groups.map(({ id, name }) => (
              <li key={id}>
                <Link to="/groups" search={{ group: id }}>
                  {name}
                </Link>
                {mayChange && (
                  <ConfirmButton
                    command={{ label: 'Take the person out of', subject: name, group: 'Groups' }}
                    aria-label={`Take out of ${name}`}
                    size="compact-xs"
                    question={`What ${name} was given ends for ${person.name} at once.`}
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
        {mayChange && others.length > 0 && person.state !== 'disabled' && (
          <Select
            label="Add to a group"
            placeholder="Group"
            searchable
            value={null}
            data={others.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(group) => group && joining.mutate(group)}
          />
        )}
        {failed && <ProblemPanel title="The groups were not changed" error={failed} />}
      </div>
    </Panel>
  )
}
