import { useQuery } from '@tanstack/react-query'
import { singleSignOnQuery, testProvider } from '@/api/sign-in'
import { useMe } from '@/lib/use-me'
import { CopyableId } from '@/ui/copyable-id'
import { EmptyState } from '@/ui/empty-state'
import { Facts } from '@/ui/facts'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import { AmazonSignInPanel } from './amazon-sign-in-panel'
import classes from './people.module.css'
import { PeoplePageFrame } from './people-page-frame'
import { SingleSignOnForm } from './single-sign-on-form'
import { SingleSignOnTest } from './single-sign-on-test'

/** The provider that people of the organisation sign in with. */
export function SingleSignOnPage() {
  const me = useMe()
  const may = me?.rights.readPeople ?? false
  const found = useQuery({ ...singleSignOnQuery(), enabled: may })
  return (
    <PeoplePageFrame
      title="Single sign-on"
      note="People sign in with the account of your organisation, at its OpenID Connect provider, or with their account at Amazon."
    >
      {me && !may && (
        <Panel>
          <EmptyState title="This is for the whole organisation">
            Owners set it up; auditors see it.
          </EmptyState>
        </Panel>
      )}
      {found.isLoading && <SkeletonRows rows={6} />}
      {found.isError && (
        <ProblemPanel title="Single sign-on could not be read" error={found.error} />
      )}
      {found.data && (
        <div className={classes.columns}>
          <div className={classes.column}>
            <Panel title="Provider">
              <SingleSignOnForm
                key={found.data.changedAt ?? 'new'}
                settings={found.data}
                mayChange={me?.rights.organise ?? false}
              />
            </Panel>
          </div>
          <div className={classes.column}>
            <Panel title="As it is">
              <Facts
                facts={[
                  { term: 'State', value: stateWords(found.data) },
                  {
                    term: 'Return address, to be registered there',
                    value: <CopyableId value={found.data.redirectUrl} label="the return address" />,
                  },
                  { term: 'Client secret', value: secretWords[found.data.clientSecret] },
                  { term: 'People it lets in', value: String(found.data.linked) },
                  {
                    term: 'Members and auditors it does not know yet',
                    value: String(found.data.unlinked),
                  },
                  found.data.changedAt !== undefined && {
                    term: 'Set',
                    value: (
                      <span>
                        by {found.data.changedBy} <TimeText at={found.data.changedAt} />
                      </span>
                    ),
                  },
                ]}
              />
            </Panel>
            {me?.rights.organise && found.data.changedAt && (
              <SingleSignOnTest of="single sign-on" run={testProvider} />
            )}
            <AmazonSignInPanel mayChange={me?.rights.organise ?? false} />
          </div>
        </div>
      )}
    </PeoplePageFrame>
  )
}

const secretWords = {
  stored: 'kept here, sealed',
  setting: 'a setting of the program',
  none: 'none',
} as const

function stateWords({ enabled, required }: { enabled: boolean; required: boolean }) {
  if (!enabled) return 'off'
  return required ? 'on, and required of all but owners' : 'on, beside passwords'
}
