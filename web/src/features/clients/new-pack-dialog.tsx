import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { addPack, type Brand, brandKeys, packKeys } from '@/api/packs'
import { idempotencyKey } from '@/lib/idempotency-key'
import { ProblemPanel } from '@/ui/problem-panel'
import classes from './clients.module.css'

type Props = { brand: Brand; opened: boolean; onClose: () => void }

/** Makes a pack and leads to it, where its values are put in. */
export function NewPackDialog({ brand, opened, onClose }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`New pack of ${brand.name}`}
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <NewPackForm brand={brand} />
    </Modal>
  )
}

const kinds = [
  { value: 'asin', label: 'ASINs' },
  { value: 'campaign', label: 'Campaign ids' },
  { value: 'value', label: 'Other values' },
] as const

const types = [
  { value: 'string', label: 'Text' },
  { value: 'number', label: 'Numbers' },
  { value: 'date', label: 'Dates' },
  { value: 'timestamp', label: 'Times' },
  { value: 'boolean', label: 'True or false' },
] as const

function NewPackForm({ brand }: { brand: Brand }) {
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<(typeof kinds)[number]['value']>('asin')
  const [type, setType] = useState<(typeof types)[number]['value']>('string')
  const [key, setKey] = useState(idempotencyKey)
  const making = useMutation({
    mutationFn: () =>
      addPack(
        brand.id,
        { name: name.trim(), kind, type: kind === 'value' ? type : undefined },
        key,
      ),
    onSuccess: async (pack) => {
      cache.setQueryData(packKeys.detail(pack.id), pack)
      void cache.invalidateQueries({ queryKey: packKeys.lists })
      void cache.invalidateQueries({ queryKey: brandKeys.all })
      await navigate({ to: '/packs/$packId', params: { packId: pack.id } })
    },
    onError: () => setKey(idempotencyKey()),
  })
  const fields = making.error instanceof ApiError ? making.error.fields : {}

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    making.mutate()
  }
  return (
    <form className={classes.stack} onSubmit={onSubmit}>
      <TextInput
        data-autofocus
        label="Name"
        placeholder="Hero products"
        required
        withAsterisk={false}
        maxLength={200}
        value={name}
        error={fields['/name']}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label="What it holds"
        data={kinds}
        value={kind}
        allowDeselect={false}
        onChange={(chosen) => chosen && setKind(chosen)}
      />
      {kind === 'value' && (
        <Select
          label="Type of the values"
          data={types}
          value={type}
          allowDeselect={false}
          onChange={(chosen) => chosen && setType(chosen)}
        />
      )}
      {making.isError && <ProblemPanel title="No pack was made" error={making.error} />}
      <Button type="submit" loading={making.isPending}>
        Make pack
      </Button>
    </form>
  )
}
