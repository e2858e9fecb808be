import { ROLES, type Role } from '@/api/grants'
import type { OrganisationRole, PersonState } from '@/api/people'

export const roleWords: Record<Role, string> = {
  viewer: 'Viewer',
  runner: 'Runner',
  author: 'Author',
  manager: 'Manager',
  administrator: 'Administrator',
}

/** What a role adds to those before it. */
export const roleMeans: Record<Role, string> = {
  viewer: 'sees executions and results',
  runner: 'and runs saved queries',
  author: 'and writes queries',
  manager: 'and schedules, budgets, retention',
  administrator: 'and gives access to others',
}

export const organisationRoles = ['member', 'auditor', 'owner'] as const

export const organisationWords: Record<OrganisationRole, string> = {
  owner: 'Owner',
  auditor: 'Auditor',
  member: 'Member',
}

export const organisationMeans: Record<OrganisationRole, string> = {
  owner: 'May do everything, on every client.',
  auditor:
    'Reads who may see what, and changes nothing. Sees a client only when given access to it.',
  member: 'Sees and does only what access is given for.',
}

export const stateWords: Record<PersonState, string> = {
  invited: 'Invited',
  active: 'Active',
  disabled: 'Disabled',
}

export function rankOf(role: Role | undefined): number {
  return role ? ROLES.indexOf(role) + 1 : 0
}

/** The higher of two roles. */
export function higher(a: Role | undefined, b: Role | undefined): Role | undefined {
  return rankOf(a) >= rankOf(b) ? a : b
}

export function asRole(value: string | null): Role | undefined {
  return ROLES.find((role) => role === value)
}

/** Roles to choose from, each with what it adds. */
export const roleOptions = ROLES.map((value) => ({
  value,
  label: `${roleWords[value]}: ${roleMeans[value]}`,
}))
