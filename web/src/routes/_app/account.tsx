import { createFileRoute } from '@tanstack/react-router'
import { mySessionsQuery } from '@/api/me'
import { AccountPage } from '@/features/access/account-page'
import { z } from '@/lib/zod'

const search = z.object({
  /** A provider that lets one in from now on. */
  added: z.string().optional().catch(undefined),
  /** The code of why none was added. */
  problem: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/_app/account')({
  staticData: { crumb: 'Your account' },
  loader: ({ context }) => context.queryClient.prefetchQuery(mySessionsQuery()),
  validateSearch: search,
  component: function Account() {
    const { added, problem } = Route.useSearch()
    return <AccountPage added={added} problem={problem} />
  },
})
