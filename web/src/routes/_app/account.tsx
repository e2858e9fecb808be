import { createFileRoute } from '@tanstack/react-router'
import { mySessionsQuery } from '@/api/me'
import { AccountPage } from '@/features/access/account-page'

export const Route = createFileRoute('/_app/account')({
  staticData: { crumb: 'Your account' },
  loader: ({ context }) => context.queryClient.prefetchQuery(mySessionsQuery()),
  component: AccountPage,
})
