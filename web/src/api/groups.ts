import { queryOptions } from '@tanstack/react-query'
import {
  addGroupMember,
  createGroup,
  deleteGroup,
  listGroups,
  removeGroupMember,
  updateGroup,
} from './generated/sdk.gen'
import type { Group, GroupRef } from './generated/types.gen'
import { unwrap } from './unwrap'

export type { Group, GroupRef }

export const groupKeys = { all: ['groups'] as const }

export const groupsQuery = () =>
  queryOptions({
    queryKey: groupKeys.all,
    queryFn: async ({ signal }) => (await unwrap(listGroups({ signal }))).items,
  })

export type GroupContent = { name: string; description: string }

const onRevision = ({ revision }: Pick<Group, 'revision'>) => ({ 'If-Match': `"${revision}"` })

export const addGroup = (body: GroupContent, idempotencyKey: string) =>
  unwrap(createGroup({ body, headers: { 'Idempotency-Key': idempotencyKey } }))
export const changeGroup = (group: Pick<Group, 'id' | 'revision'>, body: GroupContent) =>
  unwrap(updateGroup({ path: { id: group.id }, headers: onRevision(group), body }))
export const endGroup = (group: Pick<Group, 'id' | 'revision'>) =>
  unwrap(deleteGroup({ path: { id: group.id }, headers: onRevision(group) }))

export const join = (id: string, personId: string) =>
  unwrap(addGroupMember({ path: { id, personId } }))
export const leave = (id: string, personId: string) =>
  unwrap(removeGroupMember({ path: { id, personId } }))
