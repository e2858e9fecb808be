import { useEffect, useState, useSyncExternalStore } from 'react'
import { DraftStore } from './model/draft-store'

const stores = new Map<string, DraftStore>()

/** The drafts of a person; one store per person and page. */
export function draftsOf(personId: string): DraftStore {
  const known = stores.get(personId) ?? new DraftStore(personId, localStorage)
  stores.set(personId, known)
  return known
}

/** Has nothing of a person's drafts come back once their entries are removed. */
export function discardDrafts(personId: string) {
  stores.get(personId)?.discard()
  stores.delete(personId)
}

/** The drafts of whoever is signed in, drawn anew as they change. */
export function useDrafts(personId: string): DraftStore {
  const [store] = useState(() => draftsOf(personId))
  useSyncExternalStore(store.subscribe, store.tabs)
  // Any write must draw anew, not only a change of tabs.
  const [, redraw] = useState(0)
  useEffect(() => {
    const stop = store.subscribe(() => redraw((n) => n + 1))
    const onStorage = (event: StorageEvent) => store.reread(event.key)
    window.addEventListener('storage', onStorage)
    window.addEventListener('pagehide', store.flush)
    return () => {
      stop()
      window.removeEventListener('storage', onStorage)
      window.removeEventListener('pagehide', store.flush)
      store.flush()
    }
  }, [store])
  return store
}
