/** The address of an editor tab; without one, the list of queries. */
export function tabTarget(key: string | null) {
  const [kind = '', id = ''] = key?.split(/:(.*)/) ?? []
  if (kind === 'query') return { to: '/queries/$queryId', params: { queryId: id } } as const
  if (kind === 'new') return { to: '/queries/new', search: { draft: id } } as const
  return { to: '/queries' } as const
}
