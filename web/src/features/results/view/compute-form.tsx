import { Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { resultViewQuery } from '@/api/executions'
import { CommandButton } from '@/ui/command-button'
import { ProblemPanel } from '@/ui/problem-panel'
import { type Computed, withComputed } from '../model/computed'
import { computedProblem, placeIn } from '../model/computed-problem'
import { type View, viewText } from '../model/view'
import { ComputedList } from './computed-list'
import { ExpressionHelp } from './expression-help'
import classes from './view.module.css'

type Props = { executionId: string; view: View; onView: (view: View) => void }

/** Columns made by expressions: each can be changed or taken away, and others added. */
export function ComputeForm({ executionId, view, onView }: Props) {
  const computed = view.computed ?? []
  const [edited, setEdited] = useState<number | null>(null)
  const at = edited !== null && edited < computed.length ? edited : null
  return (
    <section className={classes.form} aria-label="Computed columns">
      <strong>Computed columns</strong>
      {computed.length > 0 && (
        <ComputedList
          view={view}
          edited={at}
          onEdit={setEdited}
          onView={(next) => {
            setEdited(null)
            onView(next)
          }}
        />
      )}
      <ComputedFields
        key={at ?? `new-${computed.length}`}
        executionId={executionId}
        view={view}
        at={at}
        onView={(next) => {
          setEdited(null)
          onView(next)
        }}
        onCancel={() => setEdited(null)}
      />
    </section>
  )
}

type FieldsProps = Props & {
  /** The place of the column that is changed; null adds one. */
  at: number | null
  onCancel: () => void
}

/** A column by its name and expression, which is checked before the rows are read with it. */
function ComputedFields({ executionId, view, at, onView, onCancel }: FieldsProps) {
  const cache = useQueryClient()
  const old = at === null ? undefined : view.computed?.[at]
  const [{ name, expression }, setColumn] = useState<Computed>(old ?? { name: '', expression: '' })
  const field = useRef<HTMLTextAreaElement>(null)
  const place = at ?? view.computed?.length ?? 0
  const check = useMutation({
    // No row is read for it: columns alone take no building.
    mutationFn: ({ computed }: View) =>
      cache.fetchQuery(resultViewQuery(executionId, viewText({ computed }))),
    onSuccess: (_, next) => onView(next),
    onError: (error) => {
      const wrong = placeIn(expression, computedProblem(error, place).expression)
      if (!wrong) return
      field.current?.focus()
      field.current?.setSelectionRange(...wrong)
    },
  })
  const problem = computedProblem(check.error, place, view.computed)
  const change = (part: Partial<Computed>) => {
    check.reset()
    setColumn({ name, expression, ...part })
  }
  const submit = () => {
    if (name.trim() && expression.trim())
      check.mutate(withComputed(view, place, { name: name.trim(), expression }))
  }
  return (
    <form
      className={classes.fields}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <TextInput
        label="Name"
        value={name}
        maxLength={200}
        error={problem.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Textarea
        ref={field}
        label="Expression"
        description="Such as round(cost / impressions * 1000, 2)"
        value={expression}
        maxLength={2000}
        error={problem.expression}
        autosize
        maxRows={6}
        spellCheck={false}
        classNames={{ input: classes.code }}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== 'Enter' || event.shiftKey) return
          event.preventDefault()
          submit()
        }}
        onChange={(event) => change({ expression: event.currentTarget.value })}
      />
      {problem.others && <p role="alert">{problem.others}</p>}
      {problem.rest && <ProblemPanel title="The column was not checked" error={check.error} />}
      <div className={classes.ends}>
        <CommandButton
          command={{
            label: old ? 'Change the computed column' : 'Add the computed column',
            subject: old?.name,
            group: 'Groups',
          }}
          type="submit"
          loading={check.isPending}
          disabled={!name.trim() || !expression.trim()}
        >
          {old ? 'Change' : 'Add'}
        </CommandButton>
        {old && (
          <CommandButton
            command={{ label: 'Leave the computed column as it is', group: 'Groups' }}
            variant="default"
            onClick={onCancel}
          >
            Cancel
          </CommandButton>
        )}
      </div>
      <ExpressionHelp />
    </form>
  )
}
