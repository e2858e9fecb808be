import { Button, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import {
  type Organisation,
  organisationKeys,
  organisationQuery,
  setOrganisation,
} from '@/api/organisation'
import { browserZone, zones } from '@/lib/time'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './set-up.module.css'

/** What the organisation is called, and the zone it lives in. */
export function OrganisationForm({ onDone }: { onDone: () => void }) {
  const { data, error } = useQuery(organisationQuery())
  if (error) return <ProblemPanel title="The organisation could not be read" error={error} />
  if (!data) return <SkeletonRows rows={2} />
  return <Fields key={data.version} organisation={data} onDone={onDone} />
}

type FieldsProps = { organisation: Organisation; onDone: () => void }

function Fields({ organisation, onDone }: FieldsProps) {
  const client = useQueryClient()
  const [name, setName] = useState(organisation.name)
  const [zone, setZone] = useState(organisation.zone || browserZone())
  const all = zones()
  const saving = useMutation({
    mutationFn: () => setOrganisation(organisation.version, { name: name.trim(), zone }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: organisationKeys.all })
      onDone()
    },
  })
  const fields = saving.error instanceof ApiError ? saving.error.fields : {}

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <TextInput
        label="Name of the organisation"
        required
        withAsterisk={false}
        maxLength={100}
        value={name}
        error={fields['/name']}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label="Time zone"
        searchable
        limit={60}
        data={all.includes(zone) ? all : [zone, ...all]}
        value={zone}
        error={fields['/zone']}
        onChange={(chosen) => chosen && setZone(chosen)}
      />
      {saving.isError && <ProblemPanel title="Nothing was saved" error={saving.error} />}
      <Button type="submit" loading={saving.isPending} disabled={name.trim() === ''}>
        Save
      </Button>
    </form>
  )
}
