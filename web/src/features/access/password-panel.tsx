import { PasswordInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { changePassword, meKeys } from '@/api/me'
import { mySecondFactorQuery } from '@/api/second-factor'
import { plural } from '@/lib/number'
import { useMe } from '@/lib/use-me'
import { CommandButton } from '@/ui/command-button'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './account.module.css'
import { NewPasswordField } from './new-password-field'

/** One's own password, changed by who knows it. */
export function PasswordPanel() {
  const me = useMe()
  const client = useQueryClient()
  const factor = useQuery(mySecondFactorQuery())
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = useMutation({
    mutationFn: () => changePassword({ currentPassword: current, password }),
    onSuccess: async () => {
      setCurrent('')
      setPassword('')
      await client.invalidateQueries({ queryKey: meKeys.sessions })
    },
  })
  const fields = change.error instanceof ApiError ? change.error.fields : {}
  const named = fields['/currentPassword'] ?? fields['/password']

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    change.mutate()
  }
  // Who comes by a provider only has none to change.
  if (factor.data?.hasPassword === false) return null
  return (
    <Panel title="Your password">
      <form onSubmit={onSubmit} className={classes.form}>
        {/* Managers of passwords learn from it whose password this is. */}
        <input
          type="email"
          autoComplete="username"
          readOnly
          hidden
          value={me?.person.email ?? ''}
        />
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={current}
          error={fields['/currentPassword']}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <NewPasswordField
          label="New password"
          value={password}
          error={fields['/password']}
          onChange={setPassword}
        />
        {change.isError && !named && (
          <ProblemPanel title="The password was not changed" error={change.error} />
        )}
        {change.data && (
          <p role="status">
            The password is changed. {plural(change.data.ended, 'other session')} ended.
          </p>
        )}
        <div>
          <CommandButton
            command={{ label: 'Change your password', group: 'Account', words: 'secret' }}
            type="submit"
            variant="default"
            loading={change.isPending}
          >
            Change the password
          </CommandButton>
        </div>
      </form>
    </Panel>
  )
}
