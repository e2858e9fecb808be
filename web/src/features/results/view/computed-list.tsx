import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { dependentsOf, withoutComputed } from '../model/computed'
import type { View } from '../model/view'
import classes from './view.module.css'

type Props = {
  view: View
  /** The place of the one that is being changed. */
  edited: number | null
  onEdit: (at: number) => void
  onView: (view: View) => void
}

/** The computed columns that there are. */
export function ComputedList({ view, edited, onEdit, onView }: Props) {
  return (
    <ul className={classes.computed}>
      {(view.computed ?? []).map(({ name, expression }, at) => (
        <li key={name} data-edited={at === edited || undefined}>
          <span>
            {name} = <code>{expression}</code>
          </span>
          <span className={classes.computedActs}>
            <CommandButton
              command={{ label: 'Edit the computed column', subject: name, group: 'Groups' }}
              variant="subtle"
              color="gray"
              size="compact-xs"
              onClick={() => onEdit(at)}
            >
              Edit
            </CommandButton>
            <Remove view={view} at={at} onView={onView} />
          </span>
        </li>
      ))}
    </ul>
  )
}

type RemoveProps = Pick<Props, 'view' | 'onView'> & { at: number }

/** Takes a column away at once, or asks first when others need it. */
function Remove({ view, at, onView }: RemoveProps) {
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
