import type { ResultView } from '@/api/executions'

type Group = NonNullable<ResultView['group']>

/** A group by the values of its first keys. */
export type GroupPath = (string | null)[]

const isSame = (a: GroupPath, b: GroupPath) =>
  a.length === b.length && a.every((value, at) => value === b[at])

/** Whether the rows of a group show beside its subtotal. */
export function isUnfolded({ folded = false, except }: Group, path: GroupPath): boolean {
  return folded === (except ?? []).some((one) => isSame(one ?? [], path))
}

/** Folds a group that is unfolded, and the other way round. */
export function turnFold(group: Group, path: GroupPath): Group {
  const except = group.except ?? []
  const others = except.filter((one) => !isSame(one ?? [], path))
  return { ...group, except: others.length < except.length ? others : [...except, path] }
}

/** Folds every group, or unfolds every one. */
export function foldAll(group: Group, folded: boolean): Group {
  const { folded: _, except: _except, ...rest } = group
  return folded ? { ...rest, folded } : rest
}
