import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Passkey, renamePasskey } from '@/api/passkeys'
import { datedTime } from '@/lib/time'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { TimeText } from '@/ui/time-text'
import classes from './account.module.css'

type Props = {
  passkey: Passkey
  removing: boolean
  onRemove: () => void
  onRenamed: () => unknown
}

/** One passkey, with what can be done about it. */
export function PasskeyRow({ passkey, removing, onRemove, onRenamed }: Props) {
  const { name, createdAt, lastUsedAt } = passkey
  const [renaming, setRenaming] = useState(false)
  return (
    <tr>
      <td>
        {renaming ? (
          <RenameForm
            passkey={passkey}
            onDone={async () => {
              await onRenamed()
              setRenaming(false)
            }}
          />
        ) : (
          <strong>{name}</strong>
        )}
        <p className="quiet">{stateOf(passkey)}</p>
      </td>
      <td data-label="Added">
        <TimeText at={createdAt} />
      </td>
      <td data-label="Last used">{lastUsedAt ? <TimeText at={lastUsedAt} /> : 'Never'}</td>
      <td>
        <div className={classes.buttons}>
          <CommandButton
            command={{ label: `Rename the passkey ${name}`, group: 'Account' }}
            size="compact-xs"
            variant="default"
            onClick={() => setRenaming(!renaming)}
          >
            {renaming ? 'Keep the name' : 'Rename'}
          </CommandButton>
          <ConfirmButton
            command={{ label: `Remove the passkey ${name}`, group: 'Account', words: 'delete' }}
            size="compact-xs"
            loading={removing}
            question="It lets you in no more, and your other sessions end. Delete it on the device as well."
            confirmLabel="Remove it"
            onConfirm={onRemove}
          >
            Remove
          </ConfirmButton>
        </div>
      </td>
    </tr>
  )
}

function stateOf({ copiedAt, usable, host, synced }: Passkey) {
  if (copiedAt) {
    return `It may have been copied: since ${datedTime(copiedAt)} it lets nobody in. Remove it, and add a new one.`
  }
  if (!usable) return `It was made at ${host}, which is not the address of the program any more.`
  return synced ? 'On your devices, by the account that you have with their maker' : 'On one device'
}

function RenameForm({ passkey, onDone }: { passkey: Passkey; onDone: () => unknown }) {
  const [name, setName] = useState(passkey.name)
  const renaming = useMutation({
    mutationFn: () => renamePasskey(passkey.id, name),
    onSuccess: onDone,
  })
  function onSubmit(event: FormEvent) {
    event.preventDefault()
    renaming.mutate()
  }
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <TextInput
        label="New name"
        autoFocus
        required
        withAsterisk={false}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {renaming.isError && (
        <ProblemPanel title="The passkey was not renamed" error={renaming.error} />
      )}
      <div>
        <Button type="submit" size="compact-xs" loading={renaming.isPending}>
          Save the name
        </Button>
      </div>
    </form>
  )
}
