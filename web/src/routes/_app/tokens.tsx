import { createFileRoute } from '@tanstack/react-router'
import { tokensQuery } from '@/api/tokens'
import { TokensPage } from '@/features/access/tokens-page'

export const Route = createFileRoute('/_app/tokens')({
  staticData: { crumb: 'API tokens' },
  loader: ({ context }) => context.queryClient.prefetchQuery(tokensQuery()),
  component: TokensPage,
})
