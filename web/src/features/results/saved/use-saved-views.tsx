import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  bringBackSavedView,
  changeSavedView,
  openWith,
  removeSavedView,
  type SavedView,
  type SavedViewPatch,
  savedViewKeys,
} from '@/api/saved-views'
import { CommandButton } from '@/ui/command-button'

/** What can be done to saved views; each reads them again, and says what did not work. */
export function useSavedViews() {
  const cache = useQueryClient()
  const refresh = () => cache.invalidateQueries({ queryKey: savedViewKeys.all })
  const onError = async (error: Error) => {
    notifications.show({ color: 'red', title: 'Nothing was changed', message: error.message })
    await refresh()
  }
  const restore = useMutation({
    mutationFn: (view: SavedView) => bringBackSavedView(view.id),
    onSuccess: refresh,
    onError,
  })
  const change = useMutation({
    mutationFn: ({ view, patch }: { view: SavedView; patch: SavedViewPatch }) =>
      changeSavedView(view, patch),
    onSuccess: refresh,
    onError,
  })
  const open = useMutation({
    mutationFn: ({ view, chosen }: { view: SavedView; chosen: boolean }) =>
      openWith(view.id, chosen),
    onSuccess: refresh,
    onError,
  })
  const remove = useMutation({
    mutationFn: (view: SavedView) => removeSavedView(view.id),
    onSuccess: async (_, view) => {
      await refresh()
      const id = `deleted-${view.id}`
      notifications.show({
        id,
        autoClose: 12_000,
        message: (
          <>
            {view.name} is deleted.{' '}
            <CommandButton
              command={{ label: 'Undo the deletion of', subject: view.name, group: 'Saved views' }}
              variant="subtle"
              size="compact-sm"
              onClick={() => {
                notifications.hide(id)
                restore.mutate(view)
              }}
            >
              Undo
            </CommandButton>
          </>
        ),
      })
    },
    onError,
  })
  return { change, open, remove }
}
