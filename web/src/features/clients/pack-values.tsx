import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Pack, packValuesQuery } from '@/api/packs'
import { count } from '@/lib/number'
import { EmptyState } from '@/ui/empty-state'
import { ProblemPanel } from '@/ui/problem-panel'
import { SearchField } from '@/ui/search-field'
import { ShowMore } from '@/ui/show-more'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './clients.module.css'

/** The values of a pack in their order, page by page, with a search. */
export function PackValues({ pack }: { pack: Pack }) {
  const [asked, setAsked] = useState<string>()
  const list = useInfiniteQuery(packValuesQuery(pack.id, asked ?? ''))
  const values = list.data?.pages.flatMap((page) => page.items) ?? []
  const total = list.data?.pages[0]?.total ?? 0
  return (
    <>
      <div className={classes.bar}>
        <SearchField
          label="Find a value"
          command={{ label: 'Find a value', group: 'Pack' }}
          value={asked}
          grow
          onSearch={setAsked}
        />
        {list.isSuccess && (
          <span className="quiet num" role="status">
            {count(values.length)} of {count(total)} shown
          </span>
        )}
      </div>
      {list.isPending && <SkeletonRows rows={6} />}
      {list.isError && <ProblemPanel title="The values could not be read" error={list.error} />}
      {list.isSuccess && total === 0 && (
        <EmptyState title={asked ? `No value holds “${asked}”` : 'No values'} />
      )}
      {values.length > 0 && (
        <ol
          className={classes.values}
          data-wide={(pack.kind === 'value' && pack.type === 'string') || undefined}
        >
          {values.map(({ place, value }) => (
            <li key={place}>{value}</li>
          ))}
        </ol>
      )}
      <ShowMore command={{ label: 'Show more values', group: 'Pack' }} list={list} />
    </>
  )
}
