import { createFileRoute, Outlet, redirect, retainSearchParams } from '@tanstack/react-router'
import { instancesQuery } from '@/api/instances'
import { meQuery } from '@/api/me'
import { sessionQuery, setupQuery } from '@/api/session'
import { z } from '@/lib/zod'
import { Shell } from '@/shell/shell'
import { CrashPage } from '@/ui/crash-page'

const search = z.object({
  /** Whom one works for: a client, or one of its instances. */
  client: z.string().optional().catch(undefined),
  instance: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app')({
  validateSearch: search,
  search: { middlewares: [retainSearchParams(['client', 'instance'])] },
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery())
    if (session?.mustAddFactor) {
      throw redirect({ to: '/second-factor', search: { next: location.href } })
    }
    if (session) return { person: session.person }
    const setup = await context.queryClient.ensureQueryData(setupQuery())
    if (setup.needsOwner) throw redirect({ to: '/setup' })
    throw redirect({ to: '/sign-in', search: { next: location.href } })
  },
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      queryClient.prefetchQuery(instancesQuery()),
      queryClient.prefetchQuery(meQuery()),
    ]),
  component: AppLayout,
  errorComponent: ({ error, reset }) => <CrashPage error={error} onRetry={reset} />,
})

function AppLayout() {
  const { person } = Route.useRouteContext()
  return (
    <Shell person={person}>
      <Outlet />
    </Shell>
  )
}
