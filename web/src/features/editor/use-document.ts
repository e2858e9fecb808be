import { useEffect, useMemo } from 'react'
import type { Query } from '@/api/queries'
import { type Content, contentOf, sameContent } from './model/draft'
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
  useEffect(() => store.open({ key, title: '' }), [store, key])
  useEffect(() => store.rename(key, title), [store, key, title])

  return {
    key,
    content,
    dirty: draft !== null,
    outdated: Boolean(saved && draft?.base && draft.base.revision !== saved.revision),
    change: (part) => {
      const next = { ...content, ...part }
      // Back at what was saved: there is nothing to keep.
      if (original && sameContent(next, original)) store.drop(key)
      else {
        const base = saved && { id: saved.id, revision: saved.revision, version: saved.version }
        store.write(key, { base: draft?.base ?? base, content: next })
      }
    },
  }
}
