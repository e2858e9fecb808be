import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { addBrand, brandKeys } from '@/api/packs'
import { useCommands } from '@/lib/commands'
import { idempotencyKey } from '@/lib/idempotency-key'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './clients.module.css'

/** Makes a brand of a client. */
export function NewBrand({ clientId }: { clientId: string }) {
  const cache = useQueryClient()
  const [name, setName] = useState('')
  const [key, setKey] = useState(idempotencyKey)
  const field = useRef<HTMLInputElement>(null)
  const making = useMutation({
    mutationFn: () => addBrand(clientId, name.trim(), key),
    onSuccess: async () => {
      setName('')
      await cache.invalidateQueries({ queryKey: brandKeys.all })
    },
    // Another name is another wish, also after a refusal.
    onSettled: () => setKey(idempotencyKey()),
  })
  const fields = making.error instanceof ApiError ? making.error.fields : {}
  useCommands([
    { id: 'new-brand', label: 'Make a brand', group: 'Create', run: () => field.current?.focus() },
  ])

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    making.mutate()
  }
  return (
    <Panel>
      <form className={classes.line} onSubmit={onSubmit}>
        <TextInput
          ref={field}
          className={classes.grow}
          aria-label="Name of a new brand"
          placeholder="Name of a new brand"
          required
          maxLength={200}
          value={name}
          error={fields['/name']}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={making.isPending}>
          Make brand
        </Button>
      </form>
      {making.isError && <ProblemPanel title="No brand was made" error={making.error} />}
    </Panel>
  )
}
