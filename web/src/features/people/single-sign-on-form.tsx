import { Checkbox, PasswordInput, Select, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { type SingleSignOn, type SingleSignOnTerms, setSingleSignOn } from '@/api/sign-in'
import { CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import {
  blankTerms,
  factorRules,
  factorWords,
  fieldError,
  splitWords,
} from './model/single-sign-on'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

type Props = { settings: SingleSignOn; mayChange: boolean }

/** What an owner says about the provider; an auditor reads it. */
export function SingleSignOnForm({ settings, mayChange }: Props) {
  const refresh = useRefreshPeople()
  const [terms, setTerms] = useState<SingleSignOnTerms>(() => blankTerms(settings))
  const [scopes, setScopes] = useState(settings.scopes.join(' '))
  const [domains, setDomains] = useState(settings.mailDomains.join(' '))
  const saving = useMutation({ mutationFn: setSingleSignOn, onSuccess: refresh })
  const fields = saving.error instanceof ApiError ? saving.error.fields : {}
  const change = (more: Partial<SingleSignOnTerms>) => setTerms({ ...terms, ...more })
  const noDomains = splitWords(domains).length === 0

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    saving.mutate({ ...terms, scopes: splitWords(scopes), mailDomains: splitWords(domains) })
  }
  return (
    <form onSubmit={onSubmit}>
      <fieldset disabled={!mayChange} className={classes.plainSet}>
        <TextInput
          label="Issuer"
          description="The provider’s address, as it names itself."
          placeholder="https://login.agency.example"
          required
          withAsterisk={false}
          value={terms.issuer}
          error={fields['/issuer']}
          onChange={(event) => change({ issuer: event.currentTarget.value })}
        />
        <TextInput
          label="Client id"
          required
          withAsterisk={false}
          value={terms.clientId}
          error={fields['/clientId']}
          onChange={(event) => change({ clientId: event.currentTarget.value })}
        />
        <PasswordInput
          label="Client secret"
          description={
            settings.clientSecret === 'none'
              ? 'Empty for an application without one.'
              : 'Leave it empty to keep the one that is set.'
          }
          autoComplete="off"
          value={terms.clientSecret ?? ''}
          error={fields['/clientSecret']}
          onChange={(event) => change({ clientSecret: event.currentTarget.value || undefined })}
        />
        <TextInput
          label="Name on the button"
          description={`The sign-in page says “Sign in with ${terms.label || '…'}”.`}
          required
          withAsterisk={false}
          maxLength={40}
          value={terms.label}
          error={fields['/label']}
          onChange={(event) => change({ label: event.currentTarget.value })}
        />
        <TextInput
          label="Mail domains"
          description="Whose addresses are let in, with a space between. Empty: all that were invited."
          placeholder="agency.example"
          value={domains}
          error={fieldError(fields, '/mailDomains')}
          onChange={(event) => setDomains(event.currentTarget.value)}
        />
        <Checkbox
          label="Whoever has an address there may come uninvited"
          description="They get an account without access to any client."
          checked={terms.newcomers && !noDomains}
          disabled={noDomains}
          error={fields['/newcomers']}
          onChange={(event) => change({ newcomers: event.currentTarget.checked })}
        />
        <Checkbox
          label="The provider vouches for these addresses"
          description="For a provider that does not say whether an address is verified. One that says no is believed."
          checked={terms.trustMail && !noDomains}
          disabled={noDomains}
          error={fields['/trustMail']}
          onChange={(event) => change({ trustMail: event.currentTarget.checked })}
        />
        <Select
          label="Second factor"
          description="When signing in there is worth both factors."
          allowDeselect={false}
          data={factorRules.map((value) => ({ value, label: factorWords[value] }))}
          value={terms.factor}
          onChange={(value) => value && change({ factor: value })}
        />
        <TextInput
          label="Scopes"
          description="Asked for besides openid."
          value={scopes}
          error={fieldError(fields, '/scopes')}
          onChange={(event) => setScopes(event.currentTarget.value)}
        />
        <TextInput
          label="Claim that is the mail address"
          value={terms.mailClaim}
          error={fields['/mailClaim']}
          onChange={(event) => change({ mailClaim: event.currentTarget.value })}
        />
        <Checkbox
          label="On"
          description="The button stands on the sign-in page."
          checked={terms.enabled}
          onChange={(event) =>
            change({
              enabled: event.currentTarget.checked,
              required: terms.required && event.currentTarget.checked,
            })
          }
        />
        <Checkbox
          label="Required of everybody but owners"
          description={requiredWords(settings)}
          checked={terms.required}
          disabled={!terms.enabled}
          error={fields['/required']}
          onChange={(event) => change({ required: event.currentTarget.checked })}
        />
        {saving.isError && <ProblemPanel title="Nothing was changed" error={saving.error} />}
        {mayChange && (
          <div className={classes.buttons}>
            <CommandButton
              command={{
                label: 'Save single sign-on',
                group: 'People',
                words: 'sso oidc openid provider',
              }}
              type="submit"
              loading={saving.isPending}
            >
              Save
            </CommandButton>
          </div>
        )}
      </fieldset>
    </form>
  )
}

function requiredWords({ unlinked }: SingleSignOn) {
  const sessions = 'Their other sessions end; API tokens go on. Owners may always use a password.'
  if (unlinked === 0) return sessions
  return `${unlinked === 1 ? 'One person has' : `${unlinked} people have`} not used it yet: each needs a link from an owner, or adds it to their account before. ${sessions}`
}
