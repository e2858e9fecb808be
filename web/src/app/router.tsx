import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { routeTree } from '@/route-tree.gen'
import { CrashPage } from '@/ui/crash-page'
import { NotFoundPage } from '@/ui/not-found-page'
import { SkeletonRows } from '@/ui/skeleton-rows'

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    // The query cache decides what is fresh.
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 300,
    defaultPendingComponent: () => <SkeletonRows rows={8} />,
    // Within the frame: the rail stays, and so does the way on.
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: ({ error, reset }) => <CrashPage error={error} onRetry={reset} />,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** The route's own name in the breadcrumbs. */
    crumb?: string
    /** The list it belongs to, when that is a route beside it. */
    parent?: {
      crumb: string
      to:
        | '/audit'
        | '/clients'
        | '/queries'
        | '/executions'
        | '/notifications'
        | '/schedules'
        | '/people'
    }
  }
}
