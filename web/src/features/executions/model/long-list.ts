import type { ExecutionSummary } from '@/api/executions'

/**
 * A long list is two readings: what was scrolled through, read once, and the
 * head, read again whenever something changes. The head speaks for the ids it
 * covers; ids are in the order of creation. `torn` says that so much is new
 * that the head no longer reaches what was scrolled through.
 */
export function joinHead(
  head: ExecutionSummary[],
  scrolled: ExecutionSummary[],
  headSize: number,
): { items: ExecutionSummary[]; torn: boolean } {
  if (head.length < headSize) return { items: head, torn: false }
  const oldest = head.at(-1)?.id ?? ''
  const newest = scrolled[0]?.id
  return {
    items: [...head, ...scrolled.filter(({ id }) => id < oldest)],
    torn: newest !== undefined && newest < oldest,
  }
}
