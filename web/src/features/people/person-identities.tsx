import { useMutation, useQuery } from '@tanstack/react-query'
import type { PersonEntry } from '@/api/people'
import { dropIdentityOf, identitiesQuery, type Provider, providerNames } from '@/api/sign-in'
import { ConfirmButton } from '@/ui/confirm-button'
import { Facts } from '@/ui/facts'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { TimeText } from '@/ui/time-text'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

/** The providers by which a person signs in; there is nothing to show without one. */
export function PersonIdentities({
  person,
  mayChange,
}: {
  person: PersonEntry
  mayChange: boolean
}) {
  const refresh = useRefreshPeople()
  const found = useQuery(identitiesQuery(person.id))
  const drop = useMutation({
    mutationFn: (provider: Provider) => dropIdentityOf(person.id, provider),
    onSuccess: refresh,
  })
  if (found.isError) {
    return <ProblemPanel title="How they sign in could not be read" error={found.error} />
  }
  if (!found.data || found.data.length === 0) return null
  return (
    <Panel title="Signs in with">
      <div className={classes.form}>
        <Facts
          facts={found.data.map(({ provider, mail, createdAt, lastUsedAt }) => ({
            term: providerNames[provider],
            value: (
              <span>
                {mail && <>as {mail}, </>}
                {lastUsedAt ? 'last ' : 'since '}
                <TimeText at={lastUsedAt ?? createdAt} />
              </span>
            ),
          }))}
        />
        {drop.isError && <ProblemPanel title="Nothing was removed" error={drop.error} />}
        {mayChange && (
          <div className={classes.buttons}>
            {found.data.map(({ provider }) => (
              <ConfirmButton
                key={provider}
                command={{
                  label: `Remove ${providerNames[provider]} from`,
                  subject: person.name,
                  group: 'People',
                  words: 'sso identity provider',
                }}
                loading={drop.isPending}
                question={`${providerNames[provider]} lets ${person.name} in no more, and their sessions end. A link from you lets them in again.`}
                confirmLabel="Remove it"
                onConfirm={() => drop.mutate(provider)}
              >
                Remove {providerNames[provider]}
              </ConfirmButton>
            ))}
          </div>
        )}
      </div>
    </Panel>
  )
}
