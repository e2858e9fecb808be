import { createFileRoute } from '@tanstack/react-router'
import { encryptionKeysQuery } from '@/api/keys'
import { KeysPage } from '@/features/keys/keys-page'

export const Route = createFileRoute('/_app/keys')({
  staticData: { crumb: 'Encryption keys' },
  loader: ({ context }) => context.queryClient.prefetchQuery(encryptionKeysQuery()),
  component: KeysPage,
})
