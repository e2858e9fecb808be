import { TextInput } from '@mantine/core'
import { useDebouncedCallback, useMergedRef } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, type Ref, useRef, useState } from 'react'
import { useCommands } from '@/lib/commands'
import classes from './search-field.module.css'

type Props = {
  /** What is searched, such as "Search names and addresses". */
  label: string
  /** Shown in the empty field; the label when there is none. */
  placeholder?: string
  /** What the palette calls it. Its key puts the cursor into the field. */
  command: { label: string; group: string }
  value: string | undefined
  /** Called with trimmed words, or nothing, once somebody has paused typing. */
  onSearch: (words: string | undefined) => void
  /** Fewer letters find nothing, and the field says so. */
  least?: number
  /** How long a pause is, in milliseconds. */
  pause?: number
  /** Takes the room there is. */
  grow?: boolean
  ref?: Ref<HTMLInputElement>
  onKeyDown?: (event: KeyboardEvent) => void
}

/** The search of a list: "/" goes to it, and what is typed is searched after a pause. */
export function SearchField({
  label,
  placeholder = label,
  command,
  value,
  onSearch,
  least = 0,
  pause = 250,
  grow = false,
  ref = null,
  onKeyDown,
}: Props) {
  const field = useRef<HTMLInputElement>(null)
  const [{ text, seen, told }, setTyped] = useState({ text: value ?? '', seen: value, told: value })
  // Searched for by other means, such as the browser's back, and not by what was typed here.
  if (value !== seen) {
    setTyped({ text: value === told ? text : (value ?? ''), seen: value, told: value })
  }
  const search = useDebouncedCallback((typed: string) => {
    const words = typed.trim() || undefined
    if (words === value || (words && words.length < least)) return
    setTyped((now) => ({ ...now, told: words }))
    onSearch(words)
  }, pause)
  useCommands([{ ...command, id: 'search', keys: '/', run: () => field.current?.focus() }])
  const tooShort = text.trim() !== '' && text.trim().length < least
  return (
    <TextInput
      ref={useMergedRef(field, ref)}
      className={classes.search}
      data-grow={grow || undefined}
      leftSection={<IconSearch size={14} />}
      placeholder={placeholder}
      aria-label={label}
      rightSectionWidth={tooShort ? 110 : undefined}
      rightSection={tooShort ? <span className={classes.bound}>{least} letters</span> : null}
      value={text}
      onKeyDown={onKeyDown}
      // Whoever goes elsewhere meanwhile is not brought back by the search.
      onBlur={() => search.flush()}
      onChange={(event) => {
        const typed = event.currentTarget.value
        setTyped((now) => ({ ...now, text: typed }))
        search(typed)
      }}
    />
  )
}
