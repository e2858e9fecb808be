import { Button, Select } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { give } from '@/api/grants'
import { idempotencyKey } from '@/lib/idempotency-key'
import { useMe } from '@/lib/use-me'
import { ProblemPanel } from '@/ui/problem-panel'
import { emptyGrant, GrantFields } from './grant-fields'
import { objectOf, objectOptions } from './model/objects'
import { untilOf } from './model/until'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

type Props = { to: { personId: string } | { groupId: string }; name: string }

/** Gives a person or a group a role somewhere, where whoever is signed in may do so. */
export function GiveForm({ to, name }: Props) {
  const refresh = useRefreshPeople()
  const options = objectOptions(useMe())
  const [object, setObject] = useState<string | null>(null)
  const [draft, setDraft] = useState(emptyGrant)
  const [key, setKey] = useState(idempotencyKey)
  const giving = useMutation({
    mutationFn: (on: string) =>
      give(
        {
          ...to,
          ...objectOf(on),
          role: draft.role,
          until: untilOf(draft.until),
          reason: draft.reason.trim() || undefined,
        },
        key,
      ),
    onSuccess: async () => {
      setObject(null)
      setDraft(emptyGrant)
      setKey(idempotencyKey())
      await refresh()
    },
  })
  if (options.length === 0) return null

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (object) giving.mutate(object)
  }
  return (
    <form className={`${classes.form} ${classes.below}`} onSubmit={onSubmit}>
      <Select
        className={classes.wideChoice}
        label={`Give ${name} access to`}
        placeholder="Client or instance"
        searchable
        value={object}
        data={options}
        onChange={setObject}
      />
      {object && <GrantFields draft={draft} onChange={setDraft} />}
      {giving.isError && <ProblemPanel title="No access was given" error={giving.error} />}
      {object && (
        <div className={classes.buttons}>
          <Button type="submit" loading={giving.isPending}>
            Give access
          </Button>
        </div>
      )}
    </form>
  )
}
