import { Checkbox, PasswordInput, Select, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { type AmazonSignIn, type AmazonSignInTerms, setAmazonSignIn } from '@/api/sign-in'
import { CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

type Props = { settings: AmazonSignIn; mayChange: boolean }

/** What an owner says about sign-in with Amazon; an auditor reads it. */
export function AmazonSignInForm({ settings, mayChange }: Props) {
  const refresh = useRefreshPeople()
  const [terms, setTerms] = useState<AmazonSignInTerms>({
    enabled: settings.enabled,
    region: settings.region,
    clientId: settings.clientId,
  })
  const saving = useMutation({ mutationFn: setAmazonSignIn, onSuccess: refresh })
  const fields = saving.error instanceof ApiError ? saving.error.fields : {}
  const change = (more: Partial<AmazonSignInTerms>) => setTerms({ ...terms, ...more })

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    saving.mutate(terms)
  }
  return (
    <form onSubmit={onSubmit}>
      <fieldset disabled={!mayChange} className={classes.plainSet}>
        <Select
          label="Region"
          description="At whose page people say yes."
          allowDeselect={false}
          data={regions}
          value={terms.region}
          error={fields['/region']}
          onChange={(value) => value && change({ region: value as AmazonSignInTerms['region'] })}
        />
        <TextInput
          label="Client id at Amazon"
          description="Of an app registered with Login with Amazon. Empty: the program’s own app."
          placeholder={settings.ownClientId}
          value={terms.clientId}
          error={fields['/clientId']}
          onChange={(event) => change({ clientId: event.currentTarget.value })}
        />
        {terms.clientId !== '' && (
          <PasswordInput
            label="Its client secret"
            description={
              settings.clientId === terms.clientId
                ? 'Leave it empty to keep the one that is set.'
                : undefined
            }
            autoComplete="off"
            value={terms.clientSecret ?? ''}
            error={fields['/clientSecret']}
            onChange={(event) => change({ clientSecret: event.currentTarget.value || undefined })}
          />
        )}
        <Checkbox
          label="Amazon is on"
          description="The button “Sign in with Amazon” stands on the sign-in page."
          checked={terms.enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
        {saving.isError && <ProblemPanel title="Nothing was changed" error={saving.error} />}
        {mayChange && (
          <div className={classes.buttons}>
            <CommandButton
              command={{ label: 'Save sign-in with Amazon', group: 'People', words: 'lwa login' }}
              type="submit"
              loading={saving.isPending}
            >
              Save for Amazon
            </CommandButton>
          </div>
        )}
      </fieldset>
    </form>
  )
}

const regions = [
  { value: 'NA', label: 'North America' },
  { value: 'EU', label: 'Europe' },
  { value: 'FE', label: 'Far East' },
]
