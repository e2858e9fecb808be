import { IconCircleCheckFilled, IconCircleDashed, IconCircleMinus } from '@tabler/icons-react'
import type { PersonState } from '@/api/people'
import { stateWords } from './model/roles'
import classes from './people.module.css'

const looks = {
  active: { tone: 'good', icon: IconCircleCheckFilled },
  invited: { tone: 'busy', icon: IconCircleDashed },
  disabled: { tone: 'idle', icon: IconCircleMinus },
} as const

/** Whether a person can sign in: a colour, a shape and a word. */
export function PersonStateMark({ state }: { state: PersonState }) {
  const { tone, icon: Icon } = looks[state]
  return (
    <span className={classes.state} data-tone={tone}>
      <Icon size={15} aria-hidden />
      {stateWords[state]}
    </span>
  )
}
