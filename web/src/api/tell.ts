import { queryOptions } from '@tanstack/react-query'
import {
  getExecutionTell,
  getOccurrenceTell,
  tellNotOfExecution,
  tellNotOfOccurrence,
  tellOfExecution,
  tellOfOccurrence,
} from './generated/sdk.gen'
import { unwrap } from './unwrap'

/** What one can be told the end of. */
export type Ends = { execution: string } | { occurrence: string }

/** Whether one is told when it ends. */
export const tellQuery = (of: Ends) =>
  queryOptions({
    queryKey: ['tell', of] as const,
    queryFn: ({ signal }) =>
      'execution' in of
        ? unwrap(getExecutionTell({ path: { id: of.execution }, signal }))
        : unwrap(getOccurrenceTell({ path: { id: of.occurrence }, signal })),
  })

export const setTell = (of: Ends, wanted: boolean) => {
  if ('execution' in of) {
    const path = { id: of.execution }
    return unwrap(wanted ? tellOfExecution({ path }) : tellNotOfExecution({ path }))
  }
  const path = { id: of.occurrence }
  return unwrap(wanted ? tellOfOccurrence({ path }) : tellNotOfOccurrence({ path }))
}
