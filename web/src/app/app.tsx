import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { askForProofWhenNeeded } from '@/api/proof'
import { createQueryClient } from '@/api/query-client'
import { type Session, sessionKeys } from '@/api/session'
import { serverWatch } from '@/lib/server-watch'
import { theme } from '@/ui/theme'
import { createAppRouter } from './router'

const queryClient = createQueryClient({
  onSignedOut: () => {
    // There, a refusal is about what was typed.
    if (['/sign-in', '/welcome'].includes(router.state.location.pathname)) return
    queryClient.setQueryData(sessionKeys.all, null)
    void router.navigate({
      to: '/sign-in',
      search: { next: router.state.location.href, ended: true },
    })
  },
  onFactorNeeded: () => {
    if (router.state.location.pathname === '/second-factor') return
    queryClient.setQueryData(
      sessionKeys.all,
      (session: Session | null | undefined) => session && { ...session, mustAddFactor: true },
    )
    void router.navigate({
      to: '/second-factor',
      search: { next: router.state.location.href },
    })
  },
  onOffline: () => void serverWatch.lost(),
})

const router = createAppRouter(queryClient)

askForProofWhenNeeded()

// public/theme.js reads the same key before the first paint.
const colorScheme = localStorageColorSchemeManager({ key: 'recomamp:color-scheme' })

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorScheme}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        {/* Always there, and heard by itself: no reason for an overlay. */}
        <Notifications position="bottom-right" withinPortal={false} />
      </QueryClientProvider>
    </MantineProvider>
  )
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
