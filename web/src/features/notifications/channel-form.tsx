import {
  Button,
  Checkbox,
  MultiSelect,
  SegmentedControl,
  Select,
  Switch,
  TextInput,
} from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Client, clientsQuery } from '@/api/instances'
import { addChannel, type Channel, changeChannel, channelKeys } from '@/api/notices'
import { idempotencyKey } from '@/lib/idempotency-key'
import { useMay } from '@/lib/may'
import { browserZone, zones } from '@/lib/time'
import { CommandButton } from '@/ui/command-button'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { AddressFields } from './address-fields'
import { services, serviceWords } from './model/address'
import { type ChannelDraft, changeOf, draftOf, emptyDraft } from './model/draft'
import { kinds, kindWords, severities, severityWords } from './model/words'
import classes from './notifications.module.css'

type Props = {
  /** The one to change; none makes a new one. */
  channel?: Channel
  onDone: () => void
}

/** A channel to be filled in, in plain words. */
export function ChannelForm({ channel, onDone }: Props) {
  const cache = useQueryClient()
  const [key] = useState(idempotencyKey)
  const may = useMay()
  const { data: clients = [] } = useQuery(clientsQuery())
  const announced = clients.filter(({ id }) => may.onClient('manager', id))
  const forOthers = may.organise || announced.length > 0
  const [written, setDraft] = useState<ChannelDraft>(() =>
    channel ? draftOf(channel, browserZone()) : emptyDraft(browserZone()),
  )
  const draft = forOthers || channel ? written : { ...written, mine: true }
  const set = (part: Partial<ChannelDraft>) => setDraft((before) => ({ ...before, ...part }))
  // Who is no owner makes channels for clients they manage.
  const narrow = draft.mine || may.organise || draft.clientIds.length > 0
  const change = narrow ? changeOf(draft, !channel) : null
  const saving = useMutation({
    mutationFn: async () => {
      if (!change) return
      await (channel ? changeChannel(channel, change) : addChannel(change, key))
    },
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: channelKeys.all })
      onDone()
    },
  })

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (change) saving.mutate()
  }
  return (
    <Panel title={channel ? `Change ${channel.name}` : 'New channel'}>
      <form className={classes.form} onSubmit={onSubmit}>
        <div className={classes.row}>
          <TextInput
            label="Name"
            placeholder="Ops in Slack"
            maxLength={100}
            data-autofocus
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          {channel && (
            <Switch
              mt={30}
              label="On"
              checked={draft.active}
              onChange={(event) => set({ active: event.currentTarget.checked })}
            />
          )}
        </div>
        <div>
          <SegmentedControl
            aria-label="Kind of channel"
            value={draft.service}
            data={services.map((value) => ({ value, label: serviceWords[value] }))}
            onChange={(chosen) =>
              set({ service: services.find((service) => service === chosen) ?? draft.service })
            }
          />
        </div>
        <AddressFields draft={draft} kept={channel?.address} onChange={set} />
        <Switch
          label="Only for me"
          description={`Tells what is for you alone, such as the end of an execution you asked to be told of. Nobody else sees this channel.${
            forOthers ? '' : ' Channels for others are made by owners, and by managers of a client.'
          }`}
          checked={draft.mine}
          disabled={!forOthers}
          onChange={(event) => set({ mine: event.currentTarget.checked })}
        />
        {!draft.mine && (
          <TakesFields draft={draft} clients={announced} limited={!may.organise} onChange={set} />
        )}
        <QuietFields draft={draft} onChange={set} />
        {saving.isError && <ProblemPanel title="The channel was not saved" error={saving.error} />}
        <div className={classes.filters}>
          <Button type="submit" disabled={!change} loading={saving.isPending}>
            {channel ? 'Save channel' : 'Add channel'}
          </Button>
          <CommandButton
            command={{ label: 'Leave the channel as it is', group: 'Notifications' }}
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

type PartProps = { draft: ChannelDraft; onChange: (part: Partial<ChannelDraft>) => void }

type TakesProps = PartProps & {
  clients: Client[]
  /** At least one client is to be chosen. */
  limited: boolean
}

function TakesFields({ draft, clients, limited, onChange }: TakesProps) {
  const hint = (chosen: unknown[], words: string) => (chosen.length > 0 ? undefined : words)
  return (
    <div className={classes.row}>
      <MultiSelect
        label="Severities"
        placeholder={hint(draft.severities, 'all')}
        value={draft.severities}
        data={severities.map((value) => ({ value, label: severityWords[value] }))}
        onChange={(chosen) =>
          onChange({ severities: severities.filter((value) => chosen.includes(value)) })
        }
      />
      <MultiSelect
        label="About"
        placeholder={hint(draft.kinds, 'everything')}
        value={draft.kinds}
        data={kinds.map((value) => ({ value, label: kindWords[value] }))}
        onChange={(chosen) => onChange({ kinds: kinds.filter((value) => chosen.includes(value)) })}
      />
      <MultiSelect
        label="Clients"
        description={
          draft.clientIds.length > 0
            ? 'Only what belongs to one of them alone; nothing of others is named.'
            : limited
              ? 'Choose those it tells of.'
              : undefined
        }
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        placeholder={hint(draft.clientIds, limited ? 'yours' : 'all')}
        searchable
        value={draft.clientIds}
        data={clients.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(clientIds) => onChange({ clientIds })}
      />
    </div>
  )
}

function QuietFields({ draft, onChange }: PartProps) {
  const [zoneList] = useState(zones)
  return (
    <>
      <Checkbox
        label="Quiet hours"
        description="What comes then is told together at their end."
        checked={draft.quiet}
        onChange={(event) => onChange({ quiet: event.currentTarget.checked })}
      />
      {draft.quiet && (
        <div className={classes.row}>
          <TextInput
            type="time"
            className={classes.small}
            label="From"
            required
            value={draft.from}
            onChange={(event) => onChange({ from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            className={classes.small}
            label="Until"
            required
            value={draft.until}
            onChange={(event) => onChange({ until: event.currentTarget.value })}
          />
          <Select
            label="Zone"
            searchable
            value={draft.zone}
            data={zoneList.includes(draft.zone) ? zoneList : [draft.zone, ...zoneList]}
            onChange={(zone) => zone && onChange({ zone })}
          />
          <Checkbox
            mt={32}
            label="Urgent passes"
            checked={draft.urgentPasses}
            onChange={(event) => onChange({ urgentPasses: event.currentTarget.checked })}
          />
        </div>
      )}
    </>
  )
}
