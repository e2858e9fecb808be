import { Button, Popover, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { changeInstance, type Instance, instanceKeys } from '@/api/instances'
import { useMay } from '@/lib/may'
import { BareCommandButton } from '@/ui/command-button'
import table from '@/ui/data-table.module.css'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './client-heading.module.css'

/** An instance's name, which leads to its queries, and the way to change it. */
export function InstanceName({ instance }: { instance: Instance }) {
  const [open, setOpen] = useState(false)
  const renames = useMay().on('administrator', instance.id)
  return (
    <span className={classes.heading}>
      <Link to="/queries" search={{ instance: instance.id }} className={table.strong}>
        {instance.name}
      </Link>
      {instance.amazonName !== instance.name && (
        <span className="quiet">{instance.amazonName}</span>
      )}
      {instance.advertiser && (
        <span className="quiet">at Amazon it is {instance.advertiser}’s by now</span>
      )}
      {renames && (
        <Popover opened={open} onChange={setOpen} width={280} trapFocus returnFocus shadow="md">
          <Popover.Target>
            <BareCommandButton
              command={{ label: 'Rename', subject: instance.name, group: 'Instances' }}
              className={classes.edit}
              onClick={() => setOpen(!open)}
            >
              <IconPencil size={15} />
            </BareCommandButton>
          </Popover.Target>
          <Popover.Dropdown>
            {open && <NameForm instance={instance} onDone={() => setOpen(false)} />}
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
  )
}

function NameForm({ instance, onDone }: { instance: Instance; onDone: () => void }) {
  const cache = useQueryClient()
  const [name, setName] = useState(instance.name)
  const change = useMutation({
    mutationFn: () => changeInstance(instance, { name }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: instanceKeys.all })
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
        label="Name here"
        description={`At Amazon it is called ${instance.amazonName}.`}
        required
        withAsterisk={false}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {change.isError && <ProblemPanel title="Nothing was changed" error={change.error} />}
      <Button type="submit" loading={change.isPending}>
        Rename
      </Button>
    </form>
  )
}
