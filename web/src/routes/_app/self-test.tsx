import { createFileRoute } from '@tanstack/react-router'
import { SelfTestPage } from '@/features/self-test/self-test-page'
import { useMay } from '@/lib/may'
import { NotForYou } from '@/ui/not-for-you'

export const Route = createFileRoute('/_app/self-test')({
  staticData: { crumb: 'Self-test' },
  component: function SelfTest() {
    return useMay().organise ? (
      <SelfTestPage />
    ) : (
      <NotForYou title="Self-test">Owners run the self-test.</NotForYou>
    )
  },
})
