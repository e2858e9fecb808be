import { createFileRoute } from '@tanstack/react-router'
import { encryptionKeysQuery } from '@/api/keys'
import { meQuery } from '@/api/me'
import { KeysPage } from '@/features/keys/keys-page'
import { useMay } from '@/lib/may'
import { NotForYou } from '@/ui/not-for-you'

export const Route = createFileRoute('/_app/keys')({
  staticData: { crumb: 'Encryption keys' },
  loader: async ({ context: { queryClient } }) => {
    const { rights } = await queryClient.ensureQueryData(meQuery())
    if (rights.organise) await queryClient.prefetchQuery(encryptionKeysQuery())
  },
  component: function Keys() {
    return useMay().organise ? (
      <KeysPage />
    ) : (
      <NotForYou title="Encryption keys">Owners look after the keys.</NotForYou>
    )
  },
})
