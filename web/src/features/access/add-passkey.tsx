import { TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { addPasskey } from '@/api/passkeys'
import { waysQuery } from '@/api/sign-in'
import { passkeyTrouble } from '@/lib/passkey'
import { CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './account.module.css'

type Props = {
  /** With the recovery codes that came with the first second factor; else none. */
  onAdded: (codes: string[]) => void
}

/** Names a passkey and has the device make it; where none can be made, it says why. */
export function AddPasskey({ onAdded }: Props) {
  const ways = useQuery(waysQuery())
  const [name, setName] = useState('')
  const adding = useMutation({
    mutationFn: () => addPasskey(name),
    onSuccess: ({ codes }) => {
      setName('')
      onAdded(codes)
    },
  })
  if (!ways.data) return null
  const trouble = passkeyTrouble(ways.data)
  if (trouble) return <p className="quiet">{trouble}</p>

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    adding.mutate()
  }
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <TextInput
        label="Name of the passkey"
        description="What you will know the device by."
        placeholder="Work laptop"
        required
        withAsterisk={false}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {adding.isError && <ProblemPanel title="No passkey was added" error={adding.error} />}
      <div>
        <CommandButton
          command={{
            label: 'Add a passkey',
            group: 'Account',
            words: 'webauthn fingerprint face security key second factor passwordless',
          }}
          type="submit"
          variant="default"
          loading={adding.isPending}
        >
          Add a passkey
        </CommandButton>
      </div>
    </form>
  )
}
