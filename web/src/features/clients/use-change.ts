import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type Brand, brandKeys, changeBrand, changePack, type Pack, packKeys } from '@/api/packs'

export type Patch = { name?: string; archived?: boolean }

/** Renames, archives or brings back, and says how to undo what leaves the list. */
function useChange<T extends { name: string }>(
  thing: T,
  act: (thing: T, patch: Patch) => Promise<unknown>,
) {
  const cache = useQueryClient()
  const refresh = () =>
    Promise.all(
      [brandKeys.all, packKeys.all].map((queryKey) => cache.invalidateQueries({ queryKey })),
    )
  return useMutation({
    mutationFn: (patch: Patch) => act(thing, patch),
    onSuccess: async (_, { archived }) => {
      await refresh()
      if (archived === undefined) return
      notifications.show({
        message: archived
          ? `${thing.name} is archived. Show archived brings it into view again.`
          : `${thing.name} is back.`,
      })
    },
    onError: async (error) => {
      notifications.show({ color: 'red', title: 'Nothing was changed', message: error.message })
      await refresh()
    },
  })
}

export const useChangeBrand = (brand: Brand) => useChange(brand, changeBrand)

export const useChangePack = (pack: Pack) => useChange(pack, changePack)
