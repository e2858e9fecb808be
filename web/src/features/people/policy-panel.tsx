import { useMutation, useQuery } from '@tanstack/react-query'
import { requireSecondFactor, signInPolicyQuery } from '@/api/second-factor'
import { plural } from '@/lib/number'
import { ConfirmButton } from '@/ui/confirm-button'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

/** What holds for everybody who signs in. */
export function PolicyPanel({ mayChange }: { mayChange: boolean }) {
  const refresh = useRefreshPeople()
  const policy = useQuery(signInPolicyQuery())
  const change = useMutation({ mutationFn: requireSecondFactor, onSuccess: refresh })
  const required = policy.data?.secondFactorRequired ?? false
  const without = policy.data?.without ?? 0
  return (
    <Panel title="Second factor">
      {policy.isPending && <SkeletonRows rows={1} />}
      {policy.isError && (
        <ProblemPanel title="The rule for signing in could not be read" error={policy.error} />
      )}
      {policy.data && (
        <div className={classes.form}>
          <p>
            {required
              ? 'Everybody needs a second factor to sign in. '
              : 'Each may add a second factor; nobody has to. '}
            {without === 0
              ? 'Everybody has one.'
              : `${plural(without, 'person', 'people')} without one.`}
            {policy.data.changedAt && (
              <>
                {' '}
                Set by {policy.data.changedBy} <TimeText at={policy.data.changedAt} />.
              </>
            )}
          </p>
          {mayChange && (
            <div className={classes.buttons}>
              <ConfirmButton
                command={{
                  label: required
                    ? 'Make the second factor optional'
                    : 'Require a second factor of everybody',
                  group: 'People',
                  words: 'policy two factor 2fa mfa totp',
                }}
                harmless={!required}
                align="start"
                loading={change.isPending}
                question={
                  required
                    ? 'Those who add none sign in by their password alone.'
                    : without === 0
                      ? 'Whoever comes from now on adds one before anything else. API tokens go on.'
                      : `${plural(without, 'person', 'people')} can do nothing until they have added one, also where they are signed in. API tokens go on.`
                }
                confirmLabel={required ? 'Make it optional' : 'Require it'}
                onConfirm={() => change.mutate(!required)}
              >
                {required ? 'Make it optional' : 'Require it of everybody'}
              </ConfirmButton>
            </div>
          )}
          {change.isError && <ProblemPanel title="The rule was not changed" error={change.error} />}
        </div>
      )}
    </Panel>
  )
}
