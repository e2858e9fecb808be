import { Button, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '@/api/api-error'
import {
  type DataSet,
  type DataSetDeclaration,
  declareDataSet,
  readDataSetsQuery,
} from '@/api/data-sets'
import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { EXAMPLE_DATA_SET } from '../model/data-set-text'
import { ColumnTable } from './column-table'
import classes from './data-set-panel.module.css'

type Props = {
  instanceId: string
  /** What is declared already; one of the same name is replaced. */
  declared: DataSet[]
  initial: string
  onDeclared: (name: string) => void
}

/** JSON to write or paste, what it means, and the button that declares it. */
export function DataSetForm({ instanceId, declared, initial, onDeclared }: Props) {
  const [text, setText] = useState(initial)
  const [settled] = useDebouncedValue(text, 300)
  const reading = useQuery({ ...readDataSetsQuery(settled), enabled: settled.trim() !== '' })
  const ready = settled === text && reading.data !== undefined && text.trim() !== ''
  const wanted = ready ? reading.data : []
  const saving = useMutation({
    mutationFn: async (sets: DataSetDeclaration[]) => {
      for (const set of sets) {
        const version = declared.find(({ name }) => name === set.name)?.version ?? 0
        await declareDataSet(instanceId, version, set)
      }
      return sets
    },
    onSuccess: ([first]) => first && onDeclared(first.name),
  })

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (wanted.length > 0) saving.mutate(wanted)
  }

  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <Textarea
        label="Declaration"
        description="JSON: one data set or an array of them. What Amazon's upload API answers (dataSetId, dataSetType …) is read as well."
        classNames={{ input: classes.text }}
        autosize
        minRows={10}
        maxRows={24}
        spellCheck={false}
        placeholder={EXAMPLE_DATA_SET}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {text.trim() !== '' && reading.isError && (
        <ProblemPanel title="It cannot be read yet" error={reasonOf(reading.error)} />
      )}
      {wanted.map((set) => (
        <section key={set.name} className={classes.meaning} aria-label={`What ${set.name} means`}>
          <p>
            <strong>{set.name}</strong> {cutBy(set)}
          </p>
          <ColumnTable
            columns={set.columns.map((column) => ({
              ...column,
              description: column.description ?? '',
              class: column.class ?? '',
              role: column.role ?? '',
            }))}
            matched={[]}
            windowColumn={set.eventTime}
          />
        </section>
      ))}
      {saving.isError && (
        <ProblemPanel title="It was not declared" error={reasonOf(saving.error)} />
      )}
      <div className={classes.buttons}>
        <Button type="submit" disabled={wanted.length === 0} loading={saving.isPending}>
          {wanted.length > 1 ? `Declare ${plural(wanted.length, 'data set')}` : 'Declare'}
        </Button>
        {text.trim() === '' && (
          <CommandButton
            command={{ label: 'Begin with an example', group: 'Data sets' }}
            variant="default"
            onClick={() => setText(EXAMPLE_DATA_SET)}
          >
            Begin with an example
          </CommandButton>
        )}
      </div>
    </form>
  )
}

function cutBy({ kind, eventTime }: DataSetDeclaration): string {
  return kind === 'FACT'
    ? `holds events; the window of a run cuts them by ${eventTime}.`
    : 'holds the present state; the window of a run changes nothing.'
}

/** The field at fault says more than the sentence about all of them. */
function reasonOf(error: Error): Error {
  const reasons = error instanceof ApiError ? Object.values(error.fields) : []
  return reasons.length > 0 ? new Error(reasons.join(' · ')) : error
}
