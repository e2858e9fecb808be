import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import { parseRule, type Recurrence } from '@/api/schedules'
import classes from './sentence.module.css'

type Props = { zone: string; onRule: (rule: Recurrence) => void }

/** When it runs, said in words or written as cron. */
export function WordsField({ zone, onRule }: Props) {
  const [text, setText] = useState('')
  const reading = useMutation({
    mutationFn: () => parseRule(text, zone),
    onSuccess: ({ rule }) => onRule(rule),
  })
  const { error } = reading

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    event.stopPropagation()
    if (text.trim() !== '') reading.mutate()
  }

  return (
    <form className={classes.words} onSubmit={onSubmit}>
      <TextInput
        label="Or say it in words"
        placeholder="every second week on Monday and Friday at 9 am, or cron: 30 6 * * MON-FRI"
        value={text}
        error={
          error &&
          [error.message, error instanceof ApiError && error.next].filter(Boolean).join(' ')
        }
        onChange={(event) => {
          setText(event.currentTarget.value)
          reading.reset()
        }}
      />
      <Button type="submit" variant="default" loading={reading.isPending}>
        Use it
      </Button>
      <span role="status" className="visually-hidden">
        {reading.data?.sentence}
      </span>
    </form>
  )
}
