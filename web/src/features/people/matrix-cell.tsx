import { IconClock, IconClockOff, IconUsersGroup } from '@tabler/icons-react'
import type { Role } from '@/api/grants'
import { endingOf } from '@/lib/ending'
import { plural } from '@/lib/number'
import classes from './matrix-grid.module.css'
import type { Cell } from './model/matrix'
import { roleWords } from './model/roles'

type Props = { cell: Cell; now: number }

/** What a cell of the matrix shows: the role, and what it comes from. */
export function CellText({ cell, now }: Props) {
  const { role, until, own, group, fromClient, instances, owner } = cell
  if (owner) return <span className="quiet">everything</span>
  const over = !role && own ? endingOf(own.until, now) : undefined
  const ending = role && until ? endingOf(until, now) : undefined
  return (
    <>
      {role && <span className={classes.role}>{roleWords[role]}</span>}
      {!role && <span className="quiet">–</span>}
      {group && (
        <span className={classes.note}>
          <IconUsersGroup size={13} aria-hidden />
          {group}
        </span>
      )}
      {fromClient && !group && <span className={classes.note}>on the client</span>}
      {instances > 0 && <span className={classes.note}>{beyondWords(role, instances)}</span>}
      {ending && (
        <span className={classes.note} data-tone={ending.tone}>
          <IconClock size={13} aria-hidden />
          {ending.words}
        </span>
      )}
      {over && own && (
        <span className={classes.note} data-tone={over.tone}>
          <IconClockOff size={13} aria-hidden />
          {roleWords[own.role]}, {over.words}
        </span>
      )}
    </>
  )
}

/** The same, to be heard. */
export function cellWords(cell: Cell, now: number): string {
  const { role, until, own, group, fromClient, instances, owner } = cell
  if (owner) return 'everything, as owner'
  return [
    role ? roleWords[role] : 'none',
    !role && own && `${roleWords[own.role]} ${endingOf(own.until, now).words}`,
    group && `by the group ${group}`,
    fromClient && 'on the client',
    instances > 0 && beyondWords(role, instances),
    role && until && endingOf(until, now).words,
  ]
    .filter(Boolean)
    .join(', ')
}

function beyondWords(role: Role | undefined, instances: number): string {
  return `${role ? 'more' : 'only'} on ${plural(instances, 'instance')}`
}
