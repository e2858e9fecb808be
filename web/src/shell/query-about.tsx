import type { Query } from '@/api/queries'
import { ClientChip } from '@/ui/client-chip'
import { Facts } from '@/ui/facts'
import { TimeText } from '@/ui/time-text'

/** What a query is for and whose it is, for who may not change it. */
export function QueryAbout({ query }: { query: Query }) {
  const { client } = query
  return (
    <Facts
      facts={[
        { term: 'Name', value: query.name },
        { term: 'For', value: query.description || <span className="quiet">not told</span> },
        {
          term: 'Belongs to',
          value: client ? <ClientChip name={client.name} color={client.color} /> : 'everybody',
        },
        {
          term: 'Version',
          value: (
            <>
              {query.version}, saved by {query.updatedBy.name} <TimeText at={query.updatedAt} />
            </>
          ),
        },
      ]}
    />
  )
}
