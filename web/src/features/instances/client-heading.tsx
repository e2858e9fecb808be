import { Button, ColorInput, Popover, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Client, changeClient, clientKeys, instanceKeys } from '@/api/instances'
import { useMay } from '@/lib/may'
import { ClientSwatch } from '@/ui/client-chip'
import { BareCommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './client-heading.module.css'

/** Colours that are told apart at a glance and stand out on both themes. */
const swatches = [
  '#2f6fde',
  '#0f766e',
  '#b45309',
  '#be185d',
  '#6d28d9',
  '#15803d',
  '#b91c1c',
  '#0e7490',
  '#a16207',
  '#7c3f58',
]

/** A client's name and colour, and the way to change them. */
export function ClientHeading({ client }: { client: Client }) {
  const [open, setOpen] = useState(false)
  const renames = useMay().onClient('administrator', client.id)
  return (
    <span className={classes.heading}>
      <ClientSwatch color={client.color} size={14} />
      {client.name}
      {client.advertiser !== client.name && <span className="quiet">{client.advertiser}</span>}
      {renames && (
        <Popover opened={open} onChange={setOpen} width={280} trapFocus returnFocus shadow="md">
          <Popover.Target>
            <BareCommandButton
              command={{
                label: 'Change name and colour of',
                subject: client.name,
                group: 'Clients',
                words: 'rename edit color',
              }}
              className={classes.edit}
              onClick={() => setOpen(!open)}
            >
              <IconPencil size={15} />
            </BareCommandButton>
          </Popover.Target>
          <Popover.Dropdown>
            {open && <ClientForm client={client} onDone={() => setOpen(false)} />}
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
  )
}

function ClientForm({ client, onDone }: { client: Client; onDone: () => void }) {
  const cache = useQueryClient()
  const [name, setName] = useState(client.name)
  const [color, setColor] = useState(client.color)
  const change = useMutation({
    mutationFn: () => changeClient(client, { name, color: color.toLowerCase() }),
    onSuccess: async () => {
      await Promise.all(
        [clientKeys.all, instanceKeys.all].map((queryKey) => cache.invalidateQueries({ queryKey })),
      )
      onDone()
    },
  })

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    change.mutate()
  }

  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <TextInput
        label="Name"
        required
        withAsterisk={false}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <ColorInput
        size="xs"
        label="Colour"
        format="hex"
        swatches={swatches}
        swatchesPerRow={5}
        popoverProps={{ withinPortal: false }}
        value={color}
        onChange={setColor}
      />
      {change.isError && <ProblemPanel title="Nothing was changed" error={change.error} />}
      <Button type="submit" loading={change.isPending}>
        Change
      </Button>
    </form>
  )
}
