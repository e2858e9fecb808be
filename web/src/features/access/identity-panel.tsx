import { PasswordInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { mySecondFactorQuery } from '@/api/second-factor'
import {
  addIdentity,
  type IdentityEntry,
  myIdentitiesQuery,
  offeredProviders,
  type Provider,
  providerNames,
  removeIdentity,
  signInKeys,
  waysQuery,
} from '@/api/sign-in'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { Facts } from '@/ui/facts'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { TimeText } from '@/ui/time-text'
import classes from './account.module.css'
import { wrongPassword } from './add-generator'
import { providerProblem } from './provider-problem'

type Props = { added?: string; problem?: string }

/** The providers by which one signs in, besides the password. */
export function IdentityPanel({ added, problem }: Props) {
  const ways = useQuery(waysQuery())
  const mine = useQuery(myIdentitiesQuery())
  const factor = useQuery(mySecondFactorQuery())
  const [password, setPassword] = useState('')
  const client = useQueryClient()
  const adding = useMutation({
    mutationFn: (provider: Provider) => addIdentity(provider, password),
    onSuccess: (url) => location.assign(url),
  })
  const removing = useMutation({
    mutationFn: (provider: Provider) => removeIdentity(provider, password),
    onSuccess: () => {
      setPassword('')
      return client.invalidateQueries({ queryKey: signInKeys.mine })
    },
  })
  const offered = offeredProviders(ways.data)
  const found = mine.data ?? []
  const possible = offered.filter(({ provider }) => !found.some((one) => one.provider === provider))
  if (found.length === 0 && possible.length === 0 && !problem) return null
  const hasPassword = factor.data?.hasPassword ?? true
  const failed = adding.error ?? removing.error
  const nameOf = (provider: Provider) =>
    offered.find((one) => one.provider === provider)?.name ?? providerNames[provider]
  return (
    <Panel title="Other ways to sign in">
      <div className={classes.wide}>
        {problem && (
          <ProblemPanel title="Nothing was added" error={new Error(providerProblem(problem))} />
        )}
        {added && <p role="status">You can sign in with it from now on.</p>}
        {found.length > 0 ? (
          <Facts facts={found.map((one) => ({ term: nameOf(one.provider), value: told(one) }))} />
        ) : (
          <p>
            Sign in with an account that you have elsewhere. It then lets you in as well as your
            password does.
          </p>
        )}
        {possible.some(({ provider }) => provider === 'amazon') && (
          <p className="quiet">
            Your account at Amazon has to have the email address that you have here. It lets you in,
            but for sensitive acts you prove who you are in another way.
          </p>
        )}
        <div className={classes.form}>
          {hasPassword && (
            <PasswordInput
              label="Your password"
              description="So that nobody adds a way in at a screen you have left."
              autoComplete="current-password"
              value={password}
              error={wrongPassword(failed)}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
          {failed && !wrongPassword(failed) && (
            <ProblemPanel title="Nothing was changed" error={failed} />
          )}
          <div className={classes.buttons}>
            {possible.map(({ provider, name }) => (
              <CommandButton
                key={provider}
                command={{
                  label: `Add ${name} to sign in with`,
                  group: 'Account',
                  words: 'sso single sign-on provider amazon',
                }}
                variant="default"
                disabled={hasPassword && password === ''}
                loading={adding.isPending || adding.isSuccess}
                onClick={() => adding.mutate(provider)}
              >
                Add {name}
              </CommandButton>
            ))}
            {hasPassword &&
              found.map(({ provider }) => (
                <ConfirmButton
                  key={provider}
                  command={{
                    label: `Remove ${nameOf(provider)} from signing in`,
                    group: 'Account',
                    words: 'sso single sign-on provider amazon',
                  }}
                  disabled={password === ''}
                  loading={removing.isPending}
                  question={`${nameOf(provider)} lets you in no more, and your other sessions end.`}
                  confirmLabel="Remove it"
                  onConfirm={() => removing.mutate(provider)}
                >
                  Remove {nameOf(provider)}
                </ConfirmButton>
              ))}
          </div>
        </div>
      </div>
    </Panel>
  )
}

function told({ mail, createdAt, lastUsedAt }: IdentityEntry) {
  return (
    <span>
      {mail && <>as {mail}, </>}since <TimeText at={createdAt} />
      {lastUsedAt && (
        <>
          , last used <TimeText at={lastUsedAt} />
        </>
      )}
    </span>
  )
}
