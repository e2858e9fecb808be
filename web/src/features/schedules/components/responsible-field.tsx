import { Select } from '@mantine/core'
import type { Schedule } from '@/api/schedules'
import type { Draft } from '../model/draft'

type Person = Schedule['responsible']

type Props = {
  draft: Draft
  /** Who may be responsible. */
  people: Person[]
  /** Who was so far; nobody for a new schedule. */
  before: Person | undefined
  problem: string | undefined
  onChange: (draft: Draft) => void
}

/** Whose executions those of the schedule are: whose share of slots they take, and who is asked about them. */
export function ResponsibleField({ draft, people, before, problem, onChange }: Props) {
  const chosen = draft.responsibleId ?? null
  const listed = people.length > 0 || !before ? people : [before] // until the list is there
  const known = listed.some(({ id }) => id === chosen)
  const left = chosen !== null && !known
  const name = before?.id === chosen ? before?.name : 'This person'
  return (
    <Select
      label="Responsible"
      description="Its executions are in this person’s name and take this person’s share of the slots."
      placeholder="Whoever saves it"
      searchable
      data={listed.map(({ id, name }) => ({ value: id, label: name }))}
      value={known ? chosen : null}
      error={
        left
          ? `${name}’s account is disabled, so the schedule cannot be saved in that name. Choose who is responsible from now on.`
          : problem
      }
      onChange={(id) => id && onChange({ ...draft, responsibleId: id })}
    />
  )
}
