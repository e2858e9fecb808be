import { PasswordInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { meKeys } from '@/api/me'
import {
  mySecondFactorQuery,
  removeGenerator,
  renewRecoveryCodes,
  type SecondFactor,
} from '@/api/second-factor'
import { plural } from '@/lib/number'
import { datedTime } from '@/lib/time'
import { ConfirmButton } from '@/ui/confirm-button'
import { Facts } from '@/ui/facts'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './account.module.css'
import { AddGenerator, wrongPassword } from './add-generator'
import { RecoveryCodes } from './recovery-codes'

/** What one proves besides the password. */
export function SecondFactorPanel() {
  const client = useQueryClient()
  const mine = useQuery(mySecondFactorQuery())
  /** Recovery codes that were made just now. */
  const [codes, setCodes] = useState<string[]>()
  const refresh = () => client.invalidateQueries({ queryKey: meKeys.all })
  const show = async (made: string[] | undefined) => {
    setCodes(made)
    await refresh()
  }
  return (
    <Panel title="Second factor">
      {mine.isPending && <SkeletonRows rows={2} />}
      {mine.isError && (
        <ProblemPanel title="Your second factor could not be read" error={mine.error} />
      )}
      <div className={classes.wide}>
        {codes && <RecoveryCodes codes={codes} />}
        {mine.data && (mine.data.generatorSince || mine.data.passkeys > 0) && (
          <HasFactor factor={mine.data} onCodes={show} />
        )}
        {mine.data && !mine.data.generatorSince && (
          <>
            <p>
              With a code generator, whoever learns your password still cannot sign in: each time
              your phone, or your password manager, shows six digits to type as well.
            </p>
            <AddGenerator onAdded={show} hasPassword={mine.data.hasPassword} />
          </>
        )}
      </div>
    </Panel>
  )
}

type Props = { factor: SecondFactor; onCodes: (codes: string[] | undefined) => void }

function HasFactor({
  factor: { generatorSince, passkeys, recoveryCodes, required, hasPassword },
  onCodes,
}: Props) {
  const [password, setPassword] = useState('')
  const renew = useMutation({
    mutationFn: () => renewRecoveryCodes(password),
    onSuccess: (made) => {
      setPassword('')
      onCodes(made)
    },
  })
  const remove = useMutation({
    mutationFn: () => removeGenerator(password),
    onSuccess: () => {
      setPassword('')
      onCodes(undefined)
    },
  })
  const failed = renew.error ?? remove.error
  const ready = password !== '' || !hasPassword
  return (
    <>
      <Facts
        facts={[
          {
            term: 'Code generator',
            value: generatorSince ? `since ${datedTime(generatorSince)}` : 'none',
          },
          passkeys > 0 && { term: 'Passkeys', value: `${passkeys}, each a second factor too` },
          { term: 'Recovery codes', value: `${recoveryCodes} left` },
          required && { term: 'Required', value: 'of everybody in the organisation' },
        ]}
      />
      {recoveryCodes < 3 && (
        <p role="status">
          Only {plural(recoveryCodes, 'recovery code')} left. Make new ones before you need them.
        </p>
      )}
      <div className={classes.form}>
        {hasPassword && (
          <PasswordInput
            label="Your password"
            description="For new recovery codes, and to remove the code generator."
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
          <ConfirmButton
            command={{ label: 'Make new recovery codes', group: 'Account' }}
            disabled={!ready}
            harmless
            loading={renew.isPending}
            question="The ten codes you have count no more."
            confirmLabel="Make new codes"
            onConfirm={() => renew.mutate()}
          >
            New recovery codes
          </ConfirmButton>
          {generatorSince && (
            <ConfirmButton
              command={{
                label: 'Remove the code generator',
                group: 'Account',
                words: 'second factor 2fa new phone',
              }}
              disabled={!ready}
              loading={remove.isPending}
              question={
                passkeys > 0
                  ? 'Your passkeys stay. Your other sessions end.'
                  : required
                    ? 'You have to add another at once: nothing else works until then. Your other sessions end.'
                    : 'The password alone lets you in from then on. Your other sessions end.'
              }
              confirmLabel="Remove it"
              onConfirm={() => remove.mutate()}
            >
              Remove
            </ConfirmButton>
          )}
        </div>
      </div>
    </>
  )
}
