import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { type Pack, packValuesQuery } from '@/api/packs'
import { useCommands } from '@/lib/commands'
import { count } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { EmptyState } from '@/ui/empty-state'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './clients.module.css'

/** The values of a pack in their order, page by page, with a search. */
export function PackValues({ pack }: { pack: Pack }) {
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim(), 200)
  const list = useInfiniteQuery(packValuesQuery(pack.id, asked))
  const values = list.data?.pages.flatMap((page) => page.items) ?? []
  const total = list.data?.pages[0]?.total ?? 0
  const field = useRef<HTMLInputElement>(null)
  useCommands([
    {
      id: 'find-value',
      label: 'Find a value',
      group: 'Pack',
      keys: '/',
      run: () => field.current?.focus(),
    },
  ])
  return (
    <>
      <div className={classes.bar}>
        <TextInput
          ref={field}
          className={classes.grow}
          leftSection={<IconSearch size={14} />}
          aria-label="Find a value"
          placeholder="Find a value"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
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
      {list.hasNextPage && (
        <div className={classes.more}>
          <CommandButton
            command={{ label: 'Show more values', group: 'Pack' }}
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </CommandButton>
        </div>
      )}
    </>
  )
}
