import { createFileRoute, redirect } from '@tanstack/react-router'
import { sessionQuery } from '@/api/session'
import { FactorPage } from '@/features/access/factor-page'
import { z } from '@/lib/zod'

const search = z.object({
  /** Where to go afterwards. */
  next: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/second-factor')({
  validateSearch: search,
  beforeLoad: async ({ context }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery())
    if (!session) throw redirect({ to: '/sign-in' })
  },
  component: function SecondFactor() {
    return <FactorPage next={Route.useSearch().next} />
  },
})
