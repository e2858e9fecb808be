import { Button, MultiSelect, SegmentedControl, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError, isOffline } from '@/api/api-error'
import { groupsQuery } from '@/api/groups'
import { invite, type OrganisationRole } from '@/api/people'
import { idempotencyKey } from '@/lib/idempotency-key'
import { useMe } from '@/lib/use-me'
import { CommandButton } from '@/ui/command-button'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { emptyGrant, type GrantDraft, GrantFields } from './grant-fields'
import { objectOf, objectOptions } from './model/objects'
import { organisationMeans, organisationRoles, organisationWords } from './model/roles'
import { untilOf } from './model/until'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'
import { SecretLinkNote } from './secret-link-note'

type Draft = {
  email: string
  name: string
  role: OrganisationRole
  groups: string[]
  objects: string[]
  grant: GrantDraft
}

const empty: Draft = {
  email: '',
  name: '',
  role: 'member',
  groups: [],
  objects: [],
  grant: emptyGrant,
}

/** Invites a person with the access to begin with; the answer is a link to hand over. */
export function InvitePanel({ onDone }: { onDone: () => void }) {
  const refresh = useRefreshPeople()
  const options = objectOptions(useMe())
  const { data: groups = [] } = useQuery(groupsQuery())
  const [draft, setDraft] = useState(empty)
  const [key, setKey] = useState(idempotencyKey)
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const inviting = useMutation({
    mutationFn: () => {
      const { role, until, reason } = draft.grant
      const content = { role, until: untilOf(until), reason: reason.trim() || undefined }
      return invite(
        {
          email: draft.email.trim(),
          name: draft.name.trim() || undefined,
          role: draft.role,
          groupIds: draft.groups,
          grants:
            draft.role === 'owner'
              ? []
              : draft.objects.map((object) => ({ ...content, ...objectOf(object) })),
        },
        key,
      )
    },
    onSuccess: async () => {
      setDraft(empty)
      setKey(idempotencyKey())
      await refresh()
    },
    // What is corrected is another request; what got no answer is the same one.
    onError: (error) => !isOffline(error) && setKey(idempotencyKey()),
  })
  const fields = inviting.error instanceof ApiError ? inviting.error.fields : {}

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    inviting.mutate()
  }
  if (inviting.data) {
    return (
      <Panel title={`${inviting.data.invitation.person.name} is invited`}>
        <div className={classes.form}>
          <SecretLinkNote made={inviting.data} />
          <div className={classes.buttons}>
            <CommandButton
              command={{ label: 'Invite another person', group: 'People' }}
              variant="default"
              onClick={() => inviting.reset()}
            >
              Invite another person
            </CommandButton>
            <CommandButton
              command={{ label: 'Put the link away', group: 'People' }}
              variant="default"
              onClick={onDone}
            >
              Done
            </CommandButton>
          </div>
        </div>
      </Panel>
    )
  }
  return (
    <Panel title="Invite a person">
      <form className={classes.form} onSubmit={onSubmit}>
        <div className={classes.row}>
          <TextInput
            label="Email"
            type="email"
            autoFocus
            required
            withAsterisk={false}
            value={draft.email}
            error={fields['/email']}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
          <TextInput
            label="Name"
            placeholder="They can change it"
            maxLength={100}
            value={draft.name}
            error={fields['/name']}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <MultiSelect
            label="Groups"
            placeholder={draft.groups.length > 0 ? undefined : 'none'}
            searchable
            disabled={groups.length === 0}
            value={draft.groups}
            data={groups.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(chosen) => set({ groups: chosen })}
          />
        </div>
        <div>
          <SegmentedControl
            aria-label="Role in the organisation"
            value={draft.role}
            data={organisationRoles.map((value) => ({ value, label: organisationWords[value] }))}
            onChange={(chosen) =>
              set({ role: organisationRoles.find((role) => role === chosen) ?? draft.role })
            }
          />
          <p className={classes.hint}>{organisationMeans[draft.role]}</p>
        </div>
        {draft.role !== 'owner' && (
          <>
            <MultiSelect
              label="Access to"
              placeholder={draft.objects.length > 0 ? undefined : 'nothing yet'}
              description="Clients, with all their instances, or single instances. More can be given later."
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              searchable
              maw={700}
              value={draft.objects}
              data={options}
              onChange={(objects) => set({ objects })}
            />
            {draft.objects.length > 0 && (
              <GrantFields draft={draft.grant} onChange={(grant) => set({ grant })} />
            )}
          </>
        )}
        {inviting.isError && <ProblemPanel title="Nobody was invited" error={inviting.error} />}
        <div className={classes.buttons}>
          <Button type="submit" loading={inviting.isPending}>
            Make the link
          </Button>
          <CommandButton
            command={{ label: 'Invite nobody', group: 'People' }}
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
