import { useQuery } from '@tanstack/react-query'
import { amazonSignInQuery, testAmazon } from '@/api/sign-in'
import { CopyableId } from '@/ui/copyable-id'
import { Facts } from '@/ui/facts'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import { AmazonSignInForm } from './amazon-sign-in-form'
import classes from './people.module.css'
import { SingleSignOnTest } from './single-sign-on-test'

/** Whether people sign in with their account at Amazon, and as which app. */
export function AmazonSignInPanel({ mayChange }: { mayChange: boolean }) {
  const found = useQuery(amazonSignInQuery())
  if (found.isError) {
    return <ProblemPanel title="Sign-in with Amazon could not be read" error={found.error} />
  }
  if (!found.data) return <SkeletonRows rows={4} />
  const { sandbox, redirectUrl, linked, changedAt, changedBy } = found.data
  return (
    <>
      <Panel title="Sign-in with Amazon">
        <div className={classes.form}>
          <p className={classes.hint}>
            For people who were invited. They accept their link with Amazon, or add it on the page
            “Your account”; the address there has to be the one that they have here. It lets them in
            and is no proof for sensitive acts, because Amazon does not say when it last asked.
          </p>
          {sandbox && (
            <p className={classes.hint}>
              The sandbox stands in for Amazon here. It asks nobody for a password, so it lets in
              only who sits at the machine that it runs on.
            </p>
          )}
          <Facts
            facts={[
              {
                term: 'Return address, to be registered there',
                value: <CopyableId value={redirectUrl} label="the return address of Amazon" />,
              },
              { term: 'People it lets in', value: String(linked) },
              changedAt !== undefined && {
                term: 'Set',
                value: (
                  <span>
                    by {changedBy} <TimeText at={changedAt} />
                  </span>
                ),
              },
            ]}
          />
          <AmazonSignInForm key={changedAt ?? 'new'} settings={found.data} mayChange={mayChange} />
        </div>
      </Panel>
      {mayChange && changedAt && <SingleSignOnTest of="sign-in with Amazon" run={testAmazon} />}
    </>
  )
}
