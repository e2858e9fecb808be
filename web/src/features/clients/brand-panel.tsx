import { IconPackage } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Brand, Pack } from '@/api/packs'
import { sizeWords } from '@/lib/pack-words'
import { CommandButton } from '@/ui/command-button'
import table from '@/ui/data-table.module.css'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import classes from './clients.module.css'
import { NameMenu } from './name-menu'
import { NewPackDialog } from './new-pack-dialog'
import { useChangeBrand } from './use-change'

type Props = { brand: Brand; packs: Pack[] | undefined; writes: boolean }

/** A brand with its packs. */
export function BrandPanel({ brand, packs, writes }: Props) {
  const [adding, setAdding] = useState(false)
  const change = useChangeBrand(brand)
  const archived = brand.archivedAt !== undefined
  return (
    <Panel
      flush
      title={
        <>
          {brand.name} {archived && <span className="quiet">archived</span>}
        </>
      }
      actions={
        writes && (
          <span className={classes.acts}>
            {!archived && (
              <CommandButton
                command={{ label: 'Make a pack of', subject: brand.name, group: 'Create' }}
                size="compact-sm"
                variant="default"
                onClick={() => setAdding(true)}
              >
                New pack
              </CommandButton>
            )}
            <NameMenu
              thing="brand"
              name={brand.name}
              archived={archived}
              pending={change.isPending}
              onChange={change.mutate}
            />
          </span>
        )
      }
    >
      {!packs && <SkeletonRows rows={2} />}
      {packs?.length === 0 && (
        <EmptyState icon={<IconPackage size={22} />} title="No packs yet">
          A pack is a list of values under a name, such as <em>Hero products</em>. Paste or import
          it once; every query that asks for such a list can be filled with it.
        </EmptyState>
      )}
      {packs && packs.length > 0 && <PackTable packs={packs} />}
      <NewPackDialog brand={brand} opened={adding} onClose={() => setAdding(false)} />
    </Panel>
  )
}

function PackTable({ packs }: { packs: Pack[] }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Pack</th>
          <th>Holds</th>
          <th>Last changed</th>
        </tr>
      </thead>
      <tbody>
        {packs.map((pack) => (
          <tr key={pack.id}>
            <td>
              <Link to="/packs/$packId" params={{ packId: pack.id }} className={table.strong}>
                {pack.name}
              </Link>
              {pack.archivedAt && <span className="quiet">archived</span>}
            </td>
            <td data-label="Holds" className="num">
              {sizeWords(pack)}
            </td>
            <td data-label="Last changed">
              <span>
                <TimeText at={pack.updatedAt} /> by {pack.updatedBy.name}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
