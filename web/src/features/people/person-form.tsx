import { Button, Select, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { changePerson, type PersonEntry } from '@/api/people'
import { ProblemPanel } from '@/ui/problem-panel'
import { organisationRoles, organisationWords } from './model/roles'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

/** Name and role in the organisation, for owners. */
export function PersonForm({ person }: { person: PersonEntry }) {
  const refresh = useRefreshPeople()
  const [name, setName] = useState(person.name)
  const [role, setRole] = useState(person.role)
  const saving = useMutation({
    mutationFn: () =>
      changePerson(person, {
        name: name.trim(),
        ...(role !== person.role && { role }), // giving a role is a sensitive act
      }),
    onSuccess: refresh,
  })
  const fields = saving.error instanceof ApiError ? saving.error.fields : {}
  const changed = name.trim() !== person.name || role !== person.role

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (changed) saving.mutate()
  }
  return (
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
      <Select
        label="Role in the organisation"
        allowDeselect={false}
        value={role}
        data={organisationRoles.map((value) => ({ value, label: organisationWords[value] }))}
        onChange={(chosen) => setRole(organisationRoles.find((one) => one === chosen) ?? role)}
      />
      {saving.isError && <ProblemPanel title="The person was not changed" error={saving.error} />}
      <div className={classes.buttons}>
        <Button type="submit" variant="default" disabled={!changed} loading={saving.isPending}>
          Save person
        </Button>
      </div>
    </form>
  )
}
