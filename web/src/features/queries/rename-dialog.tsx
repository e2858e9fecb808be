import { Button, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { QuerySummary } from '@/api/queries'
import classes from './query-list-page.module.css'
import { useChangeQuery } from './use-change-query'

type Props = { query: QuerySummary; opened: boolean; onClose: () => void }

/** Gives a query another name; its versions stay as they are. */
export function RenameDialog({ query, opened, onClose }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Rename the query"
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <RenameForm query={query} onDone={onClose} />
    </Modal>
  )
}

function RenameForm({ query, onDone }: { query: QuerySummary; onDone: () => void }) {
  const [name, setName] = useState(query.name)
  const change = useChangeQuery(query)

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    change.mutate({ name: name.trim() }, { onSuccess: onDone })
  }

  return (
    <form className={classes.rename} onSubmit={onSubmit}>
      <TextInput
        data-autofocus
        label="Name"
        required
        withAsterisk={false}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={change.isPending}>
        Rename
      </Button>
    </form>
  )
}
