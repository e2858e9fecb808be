import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { changeGrant, endGrant, type Grant } from '@/api/grants'
import { useMe } from '@/lib/use-me'
import { ClientChip } from '@/ui/client-chip'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import table from '@/ui/data-table.module.css'
import { EndingText } from '@/ui/ending-text'
import { ProblemPanel } from '@/ui/problem-panel'
import { TimeText } from '@/ui/time-text'
import { draftOf, GrantFields } from './grant-fields'
import { grantable } from './model/objects'
import { roleMeans, roleWords } from './model/roles'
import { untilOf } from './model/until'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

type Props = {
  grants: Grant[]
  /** Of whom they are told; a group's grants of a person are changed on the group. */
  of: 'person' | 'group'
}

/** Grants with their end, who gave them and why; changed in place. */
export function GrantTable({ grants, of }: Props) {
  const me = useMe()
  const refresh = useRefreshPeople()
  const [editing, setEditing] = useState<string>()
  const ending = useMutation({ mutationFn: endGrant, onSuccess: refresh })
  const edited = grants.find(({ id }) => id === editing)
  return (
    <>
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th>On</th>
              <th>Role</th>
              <th>Ends</th>
              <th>Given</th>
              <th>
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {grants.map((grant) => (
              <GrantRow
                key={grant.id}
                grant={grant}
                of={of}
                changeable={
                  Boolean(of === 'group' || grant.person) &&
                  grantable(me, {
                    clientId: grant.client.id,
                    instanceId: grant.instance?.id,
                  }).includes(grant.role)
                }
                onEdit={() => setEditing(grant.id)}
                onEnd={() => ending.mutate(grant.id)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {ending.isError && <ProblemPanel title="The access was not ended" error={ending.error} />}
      {edited && (
        <EditForm
          key={edited.id}
          grant={edited}
          title={`${objectName(edited)}: change the access`}
          onDone={() => setEditing(undefined)}
        />
      )}
    </>
  )
}

function objectName({ client, instance }: Pick<Grant, 'client' | 'instance'>): string {
  return instance?.name ?? client.name
}

type RowProps = Pick<Props, 'of'> & {
  grant: Grant
  changeable: boolean
  onEdit: () => void
  onEnd: () => void
}

function GrantRow({ grant, of, changeable, onEdit, onEnd }: RowProps) {
  const { client, instance, group, role, until, ended, givenBy, createdAt, reason } = grant
  const name = objectName(grant)
  return (
    <tr className={ended ? classes.ended : undefined}>
      <td>
        <span>
          <ClientChip name={name} color={client.color} />
          <span className={table.sub}>{instance ? client.name : 'all instances'}</span>
        </span>
      </td>
      <td data-label="Role">
        <span>
          {roleWords[role]}
          {group && of === 'person' && (
            <span className={table.sub}>
              by the group{' '}
              <Link to="/groups" search={{ group: group.id }} className={classes.inText}>
                {group.name}
              </Link>
            </span>
          )}
          {(!group || of === 'group') && <span className={table.sub}>{roleMeans[role]}</span>}
        </span>
      </td>
      <td data-label="Ends">
        <EndingText until={until} />
      </td>
      <td data-label="Given">
        <span>
          <TimeText at={createdAt} /> by {givenBy.name}
          {reason && <span className={table.sub}>{reason}</span>}
        </span>
      </td>
      <td className={`${table.right} ${table.nowrap} ${table.actions}`}>
        {changeable && (
          <>
            <CommandButton
              command={{ label: 'Change the access to', subject: name, group: 'Access' }}
              aria-label={`Change the access to ${name}`}
              variant="default"
              size="compact-xs"
              onClick={onEdit}
            >
              {ended ? 'Renew' : 'Change'}
            </CommandButton>{' '}
            <ConfirmButton
              command={{
                label: ended ? 'Forget the ended access to' : 'End the access to',
                subject: name,
                group: 'Access',
                words: 'revoke remove delete',
              }}
              size="compact-xs"
              question={
                ended
                  ? `What ended is no longer listed. Nothing changes for anybody.`
                  : `What was given as ${roleWords[role]} of ${name} ends at once, in every open page too.`
              }
              confirmLabel={ended ? 'Forget it' : 'End this access'}
              harmless={ended}
              onConfirm={onEnd}
            >
              {ended ? 'Forget' : 'End'}
            </ConfirmButton>
          </>
        )}
      </td>
    </tr>
  )
}

type EditProps = { grant: Grant; title: string; onDone: () => void }

/** Role, end and reason of one grant. */
function EditForm({ grant, title, onDone }: EditProps) {
  const refresh = useRefreshPeople()
  const [draft, setDraft] = useState(() => draftOf(grant))
  const saving = useMutation({
    mutationFn: () =>
      changeGrant(grant, {
        role: draft.role,
        until: untilOf(draft.until),
        reason: draft.reason.trim(),
      }),
    onSuccess: async () => {
      await refresh()
      onDone()
    },
  })

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form className={`${classes.form} ${classes.below}`} onSubmit={onSubmit}>
      <h3>{title}</h3>
      <GrantFields draft={draft} onChange={setDraft} />
      {saving.isError && <ProblemPanel title="The access was not changed" error={saving.error} />}
      <div className={classes.buttons}>
        <Button type="submit" loading={saving.isPending}>
          Save access
        </Button>
        <CommandButton
          command={{ label: 'Leave the access as it is', group: 'Access' }}
          variant="default"
          onClick={onDone}
        >
          Cancel
        </CommandButton>
      </div>
    </form>
  )
}
