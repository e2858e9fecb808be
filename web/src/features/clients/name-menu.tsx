import { ActionIcon, Button, Menu, Modal, TextInput } from '@mantine/core'
import { IconArchive, IconArchiveOff, IconDots, IconPencil } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useCommands } from '@/lib/commands'
import classes from './clients.module.css'
import type { Patch } from './use-change'

type Props = {
  /** What it is, in words. */
  thing: 'brand' | 'pack'
  name: string
  archived: boolean
  pending: boolean
  onChange: (patch: Patch, options?: { onSuccess: () => void }) => void
}

/** What can be done with a brand or a pack as a whole. */
export function NameMenu({ thing, name, archived, pending, onChange }: Props) {
  const [renaming, setRenaming] = useState(false)
  const acts = [
    { label: 'Rename', icon: IconPencil, run: () => setRenaming(true) },
    {
      label: archived ? 'Bring back' : 'Archive',
      icon: archived ? IconArchiveOff : IconArchive,
      run: () => onChange({ archived: !archived }),
    },
  ]
  useCommands(
    acts.map(({ label, run }) => ({
      id: `${label}-${thing}-${name}`,
      label,
      subject: name,
      group: 'Clients',
      run,
    })),
  )
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {acts.map(({ label, icon: Icon, run }) => (
            <Menu.Item key={label} leftSection={<Icon size={15} />} onClick={run}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={renaming}
        onClose={() => setRenaming(false)}
        title={`Rename the ${thing}`}
        size="sm"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <RenameForm
          name={name}
          pending={pending}
          onRename={(to) => onChange({ name: to }, { onSuccess: () => setRenaming(false) })}
        />
      </Modal>
    </>
  )
}

type FormProps = { name: string; pending: boolean; onRename: (name: string) => void }

function RenameForm({ name: was, pending, onRename }: FormProps) {
  const [name, setName] = useState(was)

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    onRename(name.trim())
  }
  return (
    <form className={classes.stack} onSubmit={onSubmit}>
      <TextInput
        data-autofocus
        label="Name"
        required
        withAsterisk={false}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={pending}>
        Rename
      </Button>
    </form>
  )
}
