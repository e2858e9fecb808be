import { Select, TextInput } from '@mantine/core'
import type { Grant, Role } from '@/api/grants'
import { browserZone } from '@/lib/time'
import { asRole, roleOptions } from './model/roles'
import { fieldOf } from './model/until'
import classes from './people.module.css'

/** A grant as it is filled in. `until` is a date-and-time field's text. */
export type GrantDraft = { role: Role; until: string; reason: string }

export const emptyGrant: GrantDraft = { role: 'viewer', until: '', reason: '' }

export function draftOf({
  role,
  until,
  reason,
}: Pick<Grant, 'role' | 'until' | 'reason'>): GrantDraft {
  return { role, until: fieldOf(until), reason }
}

type Props = { draft: GrantDraft; onChange: (draft: GrantDraft) => void }

/** Which role, until when and why. */
export function GrantFields({ draft, onChange }: Props) {
  const set = (part: Partial<GrantDraft>) => onChange({ ...draft, ...part })
  return (
    <div className={classes.row}>
      <Select
        label="Role"
        allowDeselect={false}
        data-autofocus
        value={draft.role}
        data={roleOptions}
        onChange={(value) => set({ role: asRole(value) ?? draft.role })}
      />
      <TextInput
        type="datetime-local"
        label="Until"
        description={`In ${browserZone()}. Empty: until somebody ends it.`}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={draft.until}
        onChange={(event) => set({ until: event.currentTarget.value })}
      />
      <TextInput
        label="Why"
        placeholder="New on the account"
        maxLength={500}
        value={draft.reason}
        onChange={(event) => set({ reason: event.currentTarget.value })}
      />
    </div>
  )
}
