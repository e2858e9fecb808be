import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isStatus } from '@/api/api-error'
import {
  type Query,
  queryKeys,
  queryQuery,
  restoreVersion,
  saveNewQuery,
  saveQueryVersion,
} from '@/api/queries'
import { idempotencyKey } from '@/lib/idempotency-key'
import { bodyOf, type Content } from './model/draft'
import type { DraftStore } from './model/draft-store'
import type { OpenDocument } from './use-document'

type Options = {
  store: DraftStore
  document: OpenDocument
  query: Query | null
  onSaved: (query: Query) => void
}

/** Saving, with the conflict when somebody else saved first. */
export function useSave({ store, document, query, onSaved }: Options) {
  const client = useQueryClient()
  const [key, setKey] = useState(idempotencyKey)
  const [theirs, setTheirs] = useState<Query | null>(null)

  function took({ saved, sent }: { saved: Query; sent: Content }) {
    client.setQueryData(queryQuery(saved.id).queryKey, saved)
    void client.invalidateQueries({ queryKey: queryKeys.lists })
    void client.invalidateQueries({ queryKey: queryKeys.versions(saved.id) })
    setKey(idempotencyKey())
    setTheirs(null)
    store.saved(document.key, saved, sent)
    notifications.show({ message: `Saved as version ${saved.version}`, autoClose: 2500 })
    onSaved(saved)
  }

  const saving = useMutation({
    mutationFn: async ({ note, over }: { note: string; over?: Query }) => {
      const sent = document.content
      const body = bodyOf(sent, note)
      if (!query) return { saved: await saveNewQuery(body, key), sent }
      const base = store.draft(document.key)?.base ?? query
      return { saved: await saveQueryVersion(over ?? base, body), sent }
    },
    onSuccess: took,
    onError: async (error) => {
      if (!query || !isStatus(error, 409)) {
        notifications.show({
          color: 'red',
          title: 'The query was not saved',
          message: error.message,
        })
        return
      }
      setTheirs(await client.fetchQuery({ ...queryQuery(query.id), staleTime: 0 }))
    },
  })

  const restoring = useMutation({
    mutationFn: async (number: number) => {
      if (!query) throw new Error('only a saved query has versions')
      const sent = document.content
      return { saved: await restoreVersion(query, number), sent }
    },
    onSuccess: took,
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Not restored', message: error.message }),
  })

  return {
    saving: saving.isPending,
    error: isStatus(saving.error, 409) && query ? null : saving.error,
    save: (note = '') => saving.mutate({ note }),
    restore: (number: number) => restoring.mutate(number),
    theirs,
    keepMine: () => theirs && saving.mutate({ note: '', over: theirs }),
    takeTheirs: () => {
      if (!theirs) return
      store.drop(document.key)
      setTheirs(null)
    },
    closeConflict: () => setTheirs(null),
  }
}
