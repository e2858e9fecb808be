import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import type { Client, Instance } from '@/api/instances'
import { ProblemPanel } from '@/ui/problem-panel'
import type { Content } from '../model/draft'
import classes from './save-panel.module.css'

type Props = {
  content: Content
  saved: boolean
  clients: Client[]
  instances: Instance[]
  saving: boolean
  error: Error | null
  onChange: (part: Partial<Content>) => void
  onSave: (note: string) => void
}

/** What a query is called, what it is for and whom it belongs to. */
export function SavePanel({
  content,
  saved,
  clients,
  instances,
  saving,
  error,
  onChange,
  onSave,
}: Props) {
  const [note, setNote] = useState('')
  const fields = error instanceof ApiError ? error.fields : {}

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    onSave(note)
    setNote('')
  }

  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <TextInput
        label="Name"
        required
        withAsterisk={false}
        maxLength={200}
        placeholder="Reach and frequency by campaign"
        value={content.name}
        error={fields['/name']}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={2}
        maxRows={8}
        placeholder="Which question it answers, and how to read the answer"
        value={content.description}
        error={fields['/description']}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <Select
        label="Belongs to"
        searchable
        value={ownerValue(content)}
        data={ownerChoices(clients, instances)}
        onChange={(value) => onChange(ownerOf(value))}
      />
      {saved && (
        <TextInput
          label="What this version changes"
          placeholder="Optional"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
      {error && <ProblemPanel title="The query was not saved" error={error} />}
      <Button type="submit" loading={saving}>
        {saved ? 'Save a new version' : 'Save query'}
      </Button>
    </form>
  )
}

const EVERYONE = 'all'

function ownerValue(content: Content): string {
  if (content.instanceId) return `instance:${content.instanceId}`
  return content.clientId ? `client:${content.clientId}` : EVERYONE
}

function ownerOf(value: string | null): Pick<Content, 'clientId' | 'instanceId'> {
  const [kind, id] = value?.split(':') ?? []
  return {
    clientId: kind === 'client' ? id : undefined,
    instanceId: kind === 'instance' ? id : undefined,
  }
}

function ownerChoices(clients: Client[], instances: Instance[]) {
  return [
    { value: EVERYONE, label: 'All clients' },
    ...clients.map((client) => ({
      group: client.name,
      items: [
        { value: `client:${client.id}`, label: `${client.name}, any instance` },
        ...instances
          .filter((instance) => instance.client.id === client.id)
          .map((instance) => ({
            value: `instance:${instance.id}`,
            label: `only ${instance.name}`,
          })),
      ],
    })),
  ]
}
