import { useSyncExternalStore } from 'react'

/** Whether the screen is a phone's; the same bound as in the style sheets. */
export const useNarrow = () => useMedia('(max-width: 640px)')

/** Whether the screen has room for the rail's words beside three panes. */
export const useRoomy = () => useMedia('(min-width: 1200px)')

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => window.matchMedia(query).matches,
  )
}
