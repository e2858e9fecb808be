import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { dependentsOf, withoutComputed } from '../model/computed'
import { compute, type View } from '../model/view'
import classes from './view.module.css'

type Props = { view: View; onView: (view: View) => void }

/** Columns made by expressions: each can be taken away, and others added. */
export function ComputeForm({ view, onView }: Props) {
  const computed = view.computed ?? []
  const [name, setName] = useState('')
  const [expression, setExpression] = useState('')
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!name || !expression) return
        onView(compute(view, [...computed, { name, expression }]))
        setName('')
        setExpression('')
      }}
    >
      <strong>Computed columns</strong>
      {computed.length > 0 && (
        <ul className={classes.computed}>
          {computed.map((column, at) => (
            <li key={column.name}>
              {column.name} = <code>{column.expression}</code>{' '}
              <Remove view={view} at={at} onView={onView} />
            </li>
          ))}
        </ul>
      )}
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label="Expression"
        description="Such as round(cost / impressions * 1000, 2)"
        value={expression}
        onChange={(event) => setExpression(event.currentTarget.value)}
      />
      <CommandButton
        command={{ label: 'Add the computed column', group: 'Groups' }}
        type="submit"
        disabled={!name || !expression}
      >
        Add
      </CommandButton>
    </form>
  )
}

/** Takes a column away at once, or asks first when others need it. */
function Remove({ view, at, onView }: Props & { at: number }) {
  const computed = view.computed ?? []
  const subject = computed[at]?.name ?? ''
  const needing = dependentsOf(computed, at).map((place) => `“${computed[place]?.name}”`)
  const command = { label: 'Remove the computed column', subject, group: 'Groups' }
  const remove = () => onView(withoutComputed(view, at))
  if (needing.length === 0) {
    return (
      <CommandButton
        command={command}
        variant="subtle"
        color="gray"
        size="compact-xs"
        onClick={remove}
      >
        Remove
      </CommandButton>
    )
  }
  return (
    <ConfirmButton
      command={command}
      variant="subtle"
      color="gray"
      size="compact-xs"
      question={`${needing.join(', ')} ${needing.length === 1 ? 'needs' : 'need'} “${subject}” and would go with it.`}
      confirmLabel="Remove them all"
      onConfirm={remove}
    >
      Remove
    </ConfirmButton>
  )
}
