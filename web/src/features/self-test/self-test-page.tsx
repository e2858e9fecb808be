import { Page } from '@/ui/page'
import { SelfTestPanel } from './self-test-panel'

/** Whether the program can do its work, and what to do where it cannot. */
export function SelfTestPage() {
  return (
    <Page
      title="Self-test"
      note="Whether everything that RecomAMP stands on works. On the machine itself, recomamp doctor does the same, also while no server runs."
    >
      <SelfTestPanel />
    </Page>
  )
}
