import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { type ResultAddress, tidy } from '@/features/results/model/view-search'

/** What the address of the page says of the result on it, and the way to say something else. */
export function useResultAddress(): [ResultAddress, (part: Partial<ResultAddress>) => void] {
  const { view, columns, saved, chart } = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = useCallback(
    (part: Partial<ResultAddress>) =>
      void navigate({
        to: '.',
        search: (previous) => ({ ...previous, ...tidy(part) }),
        replace: true,
      }),
    [navigate],
  )
  return [{ view, columns, saved, chart }, change]
}
