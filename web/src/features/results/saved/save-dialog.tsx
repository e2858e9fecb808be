import { Checkbox, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type SavedView, savedViewKeys, saveView } from '@/api/saved-views'
import { useMay } from '@/lib/may'
import { useWishKey } from '@/lib/use-wish-key'
import { CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'

type Props = {
  open: boolean
  executionId: string
  queryId: string | undefined
  instanceId: string | undefined
  /** What is to be saved. */
  state: object
  onClose: () => void
  onSaved: (view: SavedView) => void
}

/** Gives what is shown a name, for oneself or for all who see the instance. */
export function SaveDialog(props: Props) {
  const { open, executionId, queryId, instanceId, state, onClose, onSaved } = props
  const cache = useQueryClient()
  const key = useWishKey()
  const mayShare = useMay().on('runner', instanceId)
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const [opensWith, setOpensWith] = useState(false)
  const save = useMutation({
    mutationFn: () =>
      saveView(executionId, { name, shared, default: opensWith, state }, key.current()),
    onSuccess: async (made) => {
      await cache.invalidateQueries({ queryKey: savedViewKeys.all })
      onSaved(made)
      onClose()
    },
    onError: () => key.renew(),
  })
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title="Save this view"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {queryId === undefined ? (
        <p>
          These rows are of SQL that was not saved, so no later result would open with the view.
          Save the SQL as a query and run that; then its views can be saved.
        </p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim()) save.mutate()
          }}
        >
          <Stack gap="sm">
            <p className="quiet">
              Filters, order, groups, computed columns and how the columns are laid out. The rows
              are those of the result that it is opened on.
            </p>
            <TextInput
              label="Name"
              value={name}
              maxLength={100}
              data-autofocus
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Checkbox
              label="Share it with all who see the instance"
              description={mayShare ? undefined : 'It takes the role of a runner on the instance.'}
              disabled={!mayShare}
              checked={shared}
              onChange={(event) => setShared(event.currentTarget.checked)}
            />
            <Checkbox
              label="Open results of this query with it, for me"
              checked={opensWith}
              onChange={(event) => setOpensWith(event.currentTarget.checked)}
            />
            {save.isError && <ProblemPanel title="The view was not saved" error={save.error} />}
            <CommandButton
              command={{ label: 'Save the view', group: 'Saved views' }}
              type="submit"
              loading={save.isPending}
              disabled={!name.trim()}
            >
              Save
            </CommandButton>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
