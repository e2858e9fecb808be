import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type Session, sessionKeys, signOut } from '@/api/session'
import { discardDrafts, draftsOf } from '@/features/editor/use-drafts'
import { draftsHere, forgetPerson } from '@/lib/forget-person'
import { signOutWatch } from './sign-out-watch'

/**
 * Signs out, forgets what was read and written, and leads to where one signs in.
 * Drafts are in this browser only, so whoever has some is asked first.
 */
export function useSignOut() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    const id = client.getQueryData<Session | null>(sessionKeys.all)?.person.id
    if (id) {
      draftsOf(id).flush()
      const drafts = draftsHere(id)
      if (drafts > 0 && !(await signOutWatch.ask(drafts))) return
    }
    await signOut()
    if (id) {
      discardDrafts(id)
      forgetPerson(id)
    }
    client.clear()
    await navigate({ to: '/sign-in', search: {} })
    if (id) forgetPerson(id) // a page may store once more as it goes
  }
}
