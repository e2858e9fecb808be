import type { ReactNode } from 'react'
import { CommandButton } from './command-button'
import classes from './show-more.module.css'

type Props = {
  /** What the palette calls it, such as "Show more people". */
  command: { label: string; group: string }
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
  /** Something else is waited for, too. */
  loading?: boolean
  children?: ReactNode
}

/** Goes on with a list that is read page by page; nothing at its end. */
export function ShowMore({ command, list, loading = false, children = 'Show more' }: Props) {
  if (!list.hasNextPage) return null
  return (
    <div className={classes.more}>
      <CommandButton
        command={command}
        variant="default"
        loading={list.isFetchingNextPage || loading}
        onClick={() => void list.fetchNextPage()}
      >
        {children}
      </CommandButton>
    </div>
  )
}
