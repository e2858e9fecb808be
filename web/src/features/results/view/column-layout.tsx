import {
  IconArrowLeft,
  IconArrowRight,
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconEyeOff,
  IconPin,
  IconPinnedOff,
} from '@tabler/icons-react'
import type { ResultViewColumn } from '@/api/executions'
import { CommandButton } from '@/ui/command-button'
import { arrange, hide, type Layout, move, pin, resize, unpin } from '../model/arrangement'
import { MIN_WIDTH } from '../model/column-layout'
import type { GridColumn } from '../model/grid-column'
import classes from './view.module.css'

type Props = {
  /** All of the view. */
  columns: ResultViewColumn[]
  column: GridColumn
  /** In pixels. */
  width: number
  layout: Layout
  onLayout: (layout: Layout) => void
  onClose: () => void
}

type Act = {
  label: string
  icon: typeof IconPin
  next: Layout
  not?: boolean
  /** It is not done in several steps. */
  once?: boolean
}

/** Pixels of one step. */
const WIDER = 40

/** Where a column stands and how wide it is, for who has no mouse to drag it. */
export function ColumnLayout({ columns, column, width, layout, onLayout, onClose }: Props) {
  const { id, name } = column
  const { columns: shown, pinned } = arrange(columns, layout)
  const at = shown.findIndex((one) => one.id === id)
  const isPinned = at < pinned
  const acts: Act[] = [
    isPinned
      ? { label: 'Unpin', icon: IconPinnedOff, next: unpin(layout, id), once: true }
      : { label: 'Pin', icon: IconPin, next: pin(layout, id), once: true },
    {
      label: 'Hide',
      icon: IconEyeOff,
      next: hide(layout, id),
      not: shown.length === 1,
      once: true,
    },
    {
      label: 'Move left',
      icon: IconArrowLeft,
      next: move(columns, layout, id, at - 1),
      not: at === 0 || at === pinned,
    },
    {
      label: 'Move right',
      icon: IconArrowRight,
      next: move(columns, layout, id, at + 1),
      not: at === shown.length - 1 || at === pinned - 1,
    },
    {
      label: 'Narrower',
      icon: IconArrowsMinimize,
      next: resize(layout, id, Math.max(MIN_WIDTH, width - WIDER)),
      not: width <= MIN_WIDTH,
    },
    { label: 'Wider', icon: IconArrowsMaximize, next: resize(layout, id, width + WIDER) },
  ]
  return (
    <div className={classes.acts}>
      {acts.map(({ label, icon: Icon, next, not, once }) => (
        <CommandButton
          key={label}
          command={{ label, subject: name, group: 'Column' }}
          variant="default"
          leftSection={<Icon size={14} />}
          disabled={not}
          onClick={() => {
            onLayout(next)
            if (once) onClose()
          }}
        >
          {label}
        </CommandButton>
      ))}
    </div>
  )
}
