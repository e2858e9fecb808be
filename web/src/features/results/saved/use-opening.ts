import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { fitQuery, savedViewsQuery } from '@/api/saved-views'
import type { ResultAddress } from '../model/view-search'
import { addressOf, stateOf } from './saved-state'

/**
 * Has a result open with the view that the person has chosen for its query, unless
 * the address asks for something. It is true until that is done or there is none.
 */
export function useOpening(
  executionId: string,
  queryId: string | undefined,
  address: ResultAddress,
  onAddress: (part: Partial<ResultAddress>) => void,
): boolean {
  const cache = useQueryClient()
  const asksNothing = Object.keys(stateOf(address)).length === 0 && !address.saved
  const [opening, setOpening] = useState(asksNothing && queryId !== undefined)
  const views = useQuery({ ...savedViewsQuery(queryId ?? ''), enabled: opening })
  const started = useRef(false)
  const chosen = views.data?.find((view) => view.default)
  useEffect(() => {
    if (!opening || views.isPending || started.current) return
    started.current = true
    if (!chosen) return setOpening(false)
    // A view that cannot be read must not keep the rows from being seen.
    void cache
      .fetchQuery(fitQuery(chosen.id, executionId))
      .then(({ state }) => onAddress(addressOf({}, state, chosen.id)))
      .catch(() => undefined)
      .finally(() => setOpening(false))
  }, [opening, views.isPending, chosen, cache, executionId, onAddress])
  return opening
}
