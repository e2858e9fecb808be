import { Switch } from '@mantine/core'
import { IconTags } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { notFound } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { type Client, clientsQuery, instancesQuery } from '@/api/instances'
import { brandsQuery, clientPacksQuery } from '@/api/packs'
import { useMay } from '@/lib/may'
import { useSubject } from '@/lib/use-subject'
import { ClientSwatch } from '@/ui/client-chip'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { BrandPanel } from './brand-panel'
import { ClientInstances } from './client-instances'
import classes from './clients.module.css'
import { NewBrand } from './new-brand'

type Props = {
  id: string
  /** What else can be done with the client, beside its name. */
  clientActions?: (client: Client) => ReactNode
}

/** A client: its brands with their packs, and its instances. */
export function ClientPage({ id, clientActions }: Props) {
  const client = useSubject(clientsQuery()).find((found) => found.id === id)
  const brands = useQuery(brandsQuery(id))
  const packs = useQuery(clientPacksQuery(id))
  const instances = useQuery(instancesQuery())
  const [archived, setArchived] = useState(false)
  const writes = useMay().within('author', id)
  if (!client) throw notFound()
  const shown = brands.data?.filter((brand) => archived || !brand.archivedAt)
  const put =
    brands.data?.some((brand) => brand.archivedAt) || packs.data?.some((pack) => pack.archivedAt)
  return (
    <Page
      title={
        <span className={classes.heading}>
          <ClientSwatch color={client.color} size={16} />
          {client.name}
        </span>
      }
      tabTitle={client.name}
      note="Packs hold values of a brand, such as its ASINs. Queries on the client's instances are filled with them."
      actions={
        <>
          {put && (
            <Switch
              label="Show archived"
              checked={archived}
              onChange={(event) => setArchived(event.currentTarget.checked)}
            />
          )}
          {clientActions?.(client)}
        </>
      }
    >
      {writes && <NewBrand clientId={id} />}
      {brands.isPending && <SkeletonRows rows={4} />}
      {brands.isError && <ProblemPanel title="The brands could not be read" error={brands.error} />}
      {packs.isError && <ProblemPanel title="The packs could not be read" error={packs.error} />}
      {shown?.length === 0 && (
        <Panel>
          <EmptyState icon={<IconTags size={22} />} title="No brands yet">
            A brand keeps packs together: the ASINs of a product line, the campaigns of a season, or
            other values that queries ask for.
            {writes
              ? ' Name the first one above.'
              : ' Making them takes the role author on an instance of this client.'}
          </EmptyState>
        </Panel>
      )}
      {shown?.map((brand) => (
        <BrandPanel
          key={brand.id}
          brand={brand}
          packs={packs.data?.filter(
            (pack) => pack.brand.id === brand.id && (archived || !pack.archivedAt),
          )}
          writes={writes}
        />
      ))}
      <ClientInstances
        instances={instances.data?.filter((instance) => instance.client.id === id)}
      />
    </Page>
  )
}
