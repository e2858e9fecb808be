import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { signOut } from '@/api/session'

/** Signs out, forgets what was read, and leads to where one signs in. */
export function useSignOut() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    await signOut()
    client.clear()
    await navigate({ to: '/sign-in', search: {} })
  }
}
