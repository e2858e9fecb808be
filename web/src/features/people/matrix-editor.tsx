import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import { changeGrant, endGrant, give } from '@/api/grants'
import { idempotencyKey } from '@/lib/idempotency-key'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { draftOf, emptyGrant, GrantFields } from './grant-fields'
import type { Place } from './matrix-row'
import { objectKey, objectOf } from './model/objects'
import { roleWords } from './model/roles'
import { untilOf } from './model/until'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

type Props = { place: Place; onDone: () => void }

/** What one person is given on one client or instance: what a cell of the matrix holds. */
export function MatrixEditor({ place: { person, column, cell }, onDone }: Props) {
  const refresh = useRefreshPeople()
  const { own } = cell
  const [key] = useState(idempotencyKey)
  const [draft, setDraft] = useState(() => (own ? draftOf(own) : emptyGrant))
  const onSuccess = async () => {
    await refresh()
    onDone()
  }
  const saving = useMutation({
    mutationFn: async () => {
      const { role, reason } = draft
      const until = untilOf(draft.until)
      if (own) await changeGrant(own, { role, until, reason: reason.trim() })
      else {
        await give(
          {
            personId: person.id,
            ...objectOf(objectKey(column)),
            role,
            until,
            reason: reason.trim() || undefined,
          },
          key,
        )
      }
    },
    onSuccess,
  })
  const ending = useMutation({ mutationFn: endGrant, onSuccess })
  const failed = saving.error ?? ending.error
  const where = `${person.name} on ${column.name}`
  const more = cell.role && (cell.group || cell.fromClient)

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    saving.mutate()
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape' && !event.defaultPrevented) onDone()
  }
  return (
    <Panel title={`${where}: what is given here`}>
      <form className={classes.form} onSubmit={onSubmit} onKeyDown={onKeyDown}>
        {more && cell.role && (
          <p className={classes.hint}>
            {person.name} is {roleWords[cell.role]} here{' '}
            {cell.group ? `by the group ${cell.group}` : 'by what was given on the client'}. What is
            given here comes on top; the higher role counts.
          </p>
        )}
        <GrantFields draft={draft} onChange={setDraft} />
        {failed && <ProblemPanel title="The access was not changed" error={failed} />}
        <div className={classes.buttons}>
          <Button type="submit" loading={saving.isPending}>
            {own ? 'Save access' : 'Give access'}
          </Button>
          {own && (
            <ConfirmButton
              command={{ label: 'End the access of', subject: where, group: 'Access' }}
              aria-label={`${own.ended ? 'Forget' : 'End'} the access of ${where}`}
              harmless={own.ended}
              loading={ending.isPending}
              question={
                own.ended
                  ? 'What ended is no longer listed. Nothing changes for anybody.'
                  : `${person.name} loses what was given here at once, in every open page too.`
              }
              confirmLabel={own.ended ? 'Forget it' : 'End this access'}
              onConfirm={() => ending.mutate(own.id)}
            >
              {own.ended ? 'Forget' : 'End access'}
            </ConfirmButton>
          )}
          <CommandButton
            command={{ label: 'Leave the access as it is', group: 'Access' }}
            variant="default"
            onClick={onDone}
          >
            Cancel
          </CommandButton>
        </div>
      </form>
    </Panel>
  )
}
