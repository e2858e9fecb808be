import { IconUserCheck } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Approval, approvalsQuery } from '@/api/approvals'
import type { SecretLink } from '@/api/people'
import { useMe } from '@/lib/use-me'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { ShowMore } from '@/ui/show-more'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { ApprovalCard } from './approval-card'
import { ApprovalRulesPanel } from './approval-rules-panel'
import { mayReadPeople } from './model/objects'
import classes from './people.module.css'
import { PeoplePageFrame } from './people-page-frame'
import { SecretLinkNote } from './secret-link-note'

const isOpen = ({ state }: Approval) => state === 'waiting' || state === 'approved'

/** What waits for a second person, and what became of the rest. */
export function ApprovalsPage() {
  const me = useMe()
  const Frame = mayReadPeople(me) ? PeoplePageFrame : Page
  const list = useInfiniteQuery(approvalsQuery())
  const [made, setMade] = useState<SecretLink>()
  const found = list.data?.pages.flatMap(({ items }) => items) ?? []
  const open = found.filter(isOpen)
  const over = found.filter((one) => !isOpen(one))
  return (
    <Frame
      title="Approvals"
      note="Some acts take a second person: an owner who did not ask for them. Whoever asked then does them, once, exactly as they were approved."
    >
      <Panel title="Open" flush>
        {list.isPending && <SkeletonRows rows={3} height={64} />}
        {list.isError && (
          <ProblemPanel title="The approvals could not be read" error={list.error} />
        )}
        {list.isSuccess && open.length === 0 && (
          <EmptyState title="Nothing waits for a second person" icon={<IconUserCheck size={22} />}>
            When somebody does what takes one, it waits here instead: the other owners are told, and
            approve or refuse it.
          </EmptyState>
        )}
        {made && <SecretLinkNote made={made} />}
        <Cards approvals={open} onMade={setMade} />
      </Panel>
      {over.length > 0 && (
        <Panel title="Before" flush>
          <Cards approvals={over} onMade={setMade} />
          <ShowMore command={{ label: 'Show more approvals', group: 'People' }} list={list} />
        </Panel>
      )}
      {me?.rights.readPeople && <ApprovalRulesPanel mayChange={me.rights.organise} />}
    </Frame>
  )
}

type CardsProps = { approvals: Approval[]; onMade: (made: SecretLink) => void }

function Cards({ approvals, onMade }: CardsProps) {
  return (
    <ul className={classes.cards}>
      {approvals.map((approval) => (
        <li key={approval.id}>
          <ApprovalCard approval={approval} onMade={onMade} />
        </li>
      ))}
    </ul>
  )
}
