import { Select } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Pack } from '@/api/packs'
import { packOf, packText } from '@/lib/pack-value'
import { sizeWords } from '@/lib/pack-words'
import type { Given } from '@/lib/placeholder-values'

type Props = {
  label: string
  /** Takes all that a pack holds; else only packs of one value are on offer. */
  many: boolean
  value: Given | undefined
  problem: string | undefined
  /** Those on offer. */
  packs: Pack[]
  onChange: (value: Given) => void
  /** The field for values of one's own. */
  children: ReactNode
}

/** A value of one's own, or what a pack holds. */
export function PackField({ label, many, value, problem, packs, onChange, children }: Props) {
  const chosen = packOf(value)
  const offers = packs.filter(({ size }) => (many ? size > 0 : size === 1))
  const data = offers.map((pack) => ({
    value: pack.id,
    label: `${pack.brand.name} · ${pack.name}, ${sizeWords(pack)}`,
  }))
  if (chosen !== undefined) {
    const known = offers.some(({ id }) => id === chosen)
    return (
      <Select
        label={label}
        description="Filled with a pack. Clear it to give values of your own."
        error={problem}
        searchable
        clearable
        limit={200}
        data={known ? data : [...data, { value: chosen, label: 'A pack that cannot be used here' }]}
        value={chosen}
        onChange={(id) => onChange(id === null ? (many ? [] : '') : packText(id))}
      />
    )
  }
  return (
    <>
      {children}
      {offers.length > 0 && (
        <Select
          size="xs"
          mt={4}
          aria-label={`Pack for ${label}`}
          placeholder="Or fill it with a pack"
          searchable
          limit={200}
          data={data}
          value={null}
          onChange={(id) => id && onChange(packText(id))}
        />
      )}
    </>
  )
}
