import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isOffline, isStatus } from './api-error'

type Reactions = {
  /** The session ended while somebody was working. */
  onSignedOut: () => void
  /** Everybody was asked for a second factor, and whoever works here has none. */
  onFactorNeeded: () => void
  /** No answer came; the caller watches for the server's return. */
  onOffline: () => void
}

/** One cache for everything the server knows. */
export function createQueryClient({
  onSignedOut,
  onFactorNeeded,
  onOffline,
}: Reactions): QueryClient {
  const react = (error: unknown) => {
    if (isStatus(error, 401)) onSignedOut()
    if (isStatus(error, 403) && error.code === 'session.factor_required') onFactorNeeded()
    if (isOffline(error)) onOffline()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError: react }),
    mutationCache: new MutationCache({ onError: react }),
    defaultOptions: {
      queries: {
        // Events say what changed; this only covers what an event missed.
        staleTime: 30_000,
        // A refusal stays a refusal; only a missing answer is worth asking again.
        retry: (failures, error) => isOffline(error) && failures < 2,
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  })
}
