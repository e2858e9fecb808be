import { useEffect, useState } from 'react'
import { linkToken } from './model'

/**
 * The token of the one-time link that was opened, empty without one. A link that
 * is pasted where the page is open already changes only what is behind the "#",
 * and loads nothing.
 */
export function useLinkToken(): string {
  const [token, setToken] = useState(() => linkToken(location.hash))
  useEffect(() => {
    const read = () => setToken((before) => linkToken(location.hash) || before)
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [])
  return token
}
