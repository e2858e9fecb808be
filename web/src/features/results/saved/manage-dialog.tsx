import { Group, Modal, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { SavedView } from '@/api/saved-views'
import { useMay } from '@/lib/may'
import { CommandButton } from '@/ui/command-button'
import { Marks } from './marks'
import { mayChange } from './may-change'
import { useSavedViews } from './use-saved-views'

type Props = {
  open: boolean
  views: SavedView[]
  onClose: () => void
}

/** The saved views of a query: their names, who has them, and which one results open with. */
export function ManageDialog({ open, views, onClose }: Props) {
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title="Saved views"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        {views.length === 0 && <p>There is no saved view left.</p>}
        {views.map((view) => (
          <ManagedView key={view.id} view={view} />
        ))}
      </Stack>
    </Modal>
  )
}

function ManagedView({ view }: { view: SavedView }) {
  const may = useMay()
  const { change, open, remove } = useSavedViews()
  const [name, setName] = useState<string | null>(null)
  const isOwn = view.owner.id === may.personId
  const mayShare = may.on('runner', view.instanceId)
  return (
    <section aria-label={view.name}>
      <Group gap="xs" justify="space-between">
        <span style={{ overflowWrap: 'anywhere' }}>
          <strong>{view.name}</strong>{' '}
          <span className="quiet">{isOwn ? 'yours' : `of ${view.owner.name}`}</span>
        </span>
        <Marks view={view} />
      </Group>
      {name !== null && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            change.mutate({ view, patch: { name } }, { onSuccess: () => setName(null) })
          }}
        >
          <Group gap="xs" mt={6} align="end">
            <TextInput
              label="New name"
              value={name}
              maxLength={100}
              style={{ flex: 1 }}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <CommandButton
              command={{ label: 'Rename', subject: view.name, group: 'Saved views' }}
              type="submit"
              disabled={!name.trim()}
            >
              Rename
            </CommandButton>
            <CommandButton
              command={{ label: 'Keep the name', subject: view.name, group: 'Saved views' }}
              variant="default"
              onClick={() => setName(null)}
            >
              Cancel
            </CommandButton>
          </Group>
        </form>
      )}
      <Group gap={6} mt={6}>
        <CommandButton
          command={{
            label: view.default ? 'Do not open results with' : 'Open results with',
            subject: view.name,
            group: 'Saved views',
          }}
          variant="default"
          size="compact-sm"
          onClick={() => open.mutate({ view, chosen: !view.default })}
        >
          {view.default ? 'Do not open results with it' : 'Open results with it'}
        </CommandButton>
        {mayChange(may, view) && (
          <>
            {name === null && (
              <CommandButton
                command={{
                  label: 'Give another name to',
                  subject: view.name,
                  group: 'Saved views',
                }}
                variant="default"
                size="compact-sm"
                onClick={() => setName(view.name)}
              >
                Rename
              </CommandButton>
            )}
            {mayShare && (
              <CommandButton
                command={{
                  label: view.shared ? 'Stop sharing' : 'Share',
                  subject: view.name,
                  group: 'Saved views',
                }}
                variant="default"
                size="compact-sm"
                onClick={() => change.mutate({ view, patch: { shared: !view.shared } })}
              >
                {view.shared ? 'Stop sharing' : 'Share'}
              </CommandButton>
            )}
            <CommandButton
              command={{ label: 'Delete', subject: view.name, group: 'Saved views' }}
              variant="default"
              color="red"
              size="compact-sm"
              onClick={() => remove.mutate(view)}
            >
              Delete
            </CommandButton>
          </>
        )}
      </Group>
    </section>
  )
}
