import { useEffect, useMemo } from 'react'
import type { Query } from '@/api/queries'
import { baseOf, type Content, contentOf, isBlank, sameContent } from './model/draft'
import { type DraftStore, newKey, savedKey } from './model/draft-store'

export type OpenDocument = {
  key: string
  content: Content
  dirty: boolean
  /** Somebody saved a newer version after this draft was begun. */
  outdated: boolean
  change: (part: Partial<Content>) => void
}

type Source = { query: Query } | { draftId: string; start: Content }

/** One text being written: the draft when there is one, else what was saved. */
export function useDocument(store: DraftStore, source: Source): OpenDocument {
  const saved = 'query' in source ? source.query : null
  const key = 'query' in source ? savedKey(source.query.id) : newKey(source.draftId)
  const draft = store.draft(key)
  const start = 'query' in source ? null : source.start
  const original = useMemo(() => (saved ? contentOf(saved) : start), [saved, start])
  const content = draft?.content ?? original
  if (!content) throw new Error('a document is either saved or begins somewhere')
  const title = content.name

  // Opened once: a tab that was closed or saved away must not come back by its title.
  // What it begins with is in the address only until somebody looks at another tab.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it begins once
  useEffect(() => {
    store.open({ key, title: '' })
    if (start && !isBlank(start) && !store.draft(key)) {
      store.write(key, { base: null, content: start })
    }
  }, [store, key])
  useEffect(() => store.rename(key, title), [store, key, title])

  return {
    key,
    content,
    dirty: draft !== null,
    outdated: Boolean(saved && draft?.base && draft.base.revision !== saved.revision),
    change: (part) => {
      const next = { ...content, ...part }
      // Back at what was saved, or at nothing: there is nothing to keep.
      if (saved ? sameContent(next, contentOf(saved)) : isBlank(next)) store.drop(key)
      else {
        store.write(key, { base: draft?.base ?? (saved && baseOf(saved)), content: next })
      }
    },
  }
}
