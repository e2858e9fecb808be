import { useMutation } from '@tanstack/react-query'
import type { SingleSignOnReport } from '@/api/sign-in'
import { CommandButton } from '@/ui/command-button'
import { Facts } from '@/ui/facts'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './people.module.css'

type Props = {
  /** Completes "Test the connection of …". */
  of: string
  run: () => Promise<SingleSignOnReport>
}

/** Asks the provider whether it knows us, before anybody stands before a closed door. */
export function SingleSignOnTest({ of, run }: Props) {
  const test = useMutation({ mutationFn: run })
  return (
    <Panel title={`Test of ${of}`}>
      <div className={classes.form}>
        <p className={classes.hint}>
          Asks the provider, by what is saved, for its addresses and whether it knows this program.
          Nobody signs in.
        </p>
        {test.data && (
          <div role="status">
            <Facts
              facts={[
                { term: 'The provider', value: 'answers' },
                { term: 'People sign in at', value: new URL(test.data.authorizeUrl).host },
                {
                  term: 'Client id and secret',
                  value:
                    test.data.client === 'known'
                      ? 'taken for right'
                      : 'not refused; only a sign-in shows that they are right',
                },
                {
                  term: 'PKCE',
                  value: test.data.pkce
                    ? 'yes'
                    : 'the provider does not say that it has it; it is used all the same',
                },
              ]}
            />
          </div>
        )}
        {test.isError && <ProblemPanel title="The test failed" error={test.error} />}
        <div className={classes.buttons}>
          <CommandButton
            command={{
              label: `Test the connection of ${of}`,
              group: 'People',
              words: 'sso oidc provider check',
            }}
            variant="default"
            loading={test.isPending}
            onClick={() => test.mutate()}
          >
            Test the connection
          </CommandButton>
        </div>
      </div>
    </Panel>
  )
}
