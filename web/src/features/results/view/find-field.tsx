import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { findRow } from '@/api/executions'
import { useCommands } from '@/lib/commands'
import { count } from '@/lib/number'
import classes from './view.module.css'

export type Place = { row: number; column: string }

type Props = {
  /** Where the text is typed. */
  input: RefObject<HTMLInputElement | null>
  executionId: string
  /** The view that is looked through, as text. */
  view: string
  onPlace: (place: Place) => void
}

/** Looks for a text in every row of a view; Enter goes from one place to the next, then around. */
export function FindField({ input, executionId, view, onPlace }: Props) {
  const controller = useRef<AbortController>(undefined)
  const [text, setText] = useState('')
  const [last, setLast] = useState<Place | null>(null)
  const finding = useMutation({
    mutationFn: async () => {
      controller.current?.abort()
      controller.current = new AbortController()
      const { signal } = controller.current
      const from = last ? { from: last.row, after: last.column } : { from: 0 }
      const next = await findRow(executionId, { view, text, ...from }, signal)
      // Behind the last place the first one follows.
      return next.found || !last ? next : findRow(executionId, { view, text, from: 0 }, signal)
    },
    onSuccess: ({ found, row, column }) => {
      const place = found && column ? { row, column } : null
      setLast(place)
      if (place) onPlace(place)
    },
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: places are those of a view
  useEffect(() => setLast(null), [view])
  useEffect(() => () => controller.current?.abort(), [])
  useCommands([
    {
      id: 'find-in-result',
      label: 'Find in the rows',
      group: 'Result',
      words: 'search',
      run: () => input.current?.focus(),
    },
  ])
  const words = wordsOf(finding, last)
  return (
    <TextInput
      ref={input}
      type="search"
      className={classes.find}
      aria-label="Find in the rows"
      placeholder="Find in the rows"
      value={text}
      maxLength={1000}
      onChange={(event) => {
        setText(event.currentTarget.value)
        setLast(null)
        finding.reset()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && text) finding.mutate()
      }}
      rightSectionWidth={words ? 92 : 0}
      rightSectionPointerEvents="none"
      rightSection={
        <span className="quiet num" aria-live="polite">
          {words}
        </span>
      }
    />
  )
}

type Finding = { isPending: boolean; isError: boolean; data: { found: boolean } | undefined }

function wordsOf({ isPending, isError, data }: Finding, last: Place | null): string {
  if (isPending) return 'Looking…'
  if (isError) return 'Failed'
  if (data && !data.found) return 'Not found'
  return last ? `row ${count(last.row + 1)}` : ''
}
