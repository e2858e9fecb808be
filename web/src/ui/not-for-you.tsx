import { IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { EmptyState } from './empty-state'
import { Page } from './page'
import { Panel } from './panel'

/** Stands at the address of what somebody may not do, and says who may. */
export function NotForYou({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Page title={title}>
      <Panel>
        <EmptyState icon={<IconLock size={22} />} title="This is for others">
          {children}
        </EmptyState>
      </Panel>
    </Page>
  )
}
