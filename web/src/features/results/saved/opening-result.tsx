import type { ComponentProps } from 'react'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { ResultView } from '../result-view'
import { useOpening } from './use-opening'

/** A result in the view of its address, or in the one that it opens with. */
export function OpeningResult(props: ComponentProps<typeof ResultView>) {
  const { executionId, queryId, address, onAddress } = props
  const opening = useOpening(executionId, queryId, address, onAddress)
  return opening ? <SkeletonRows rows={8} height={28} /> : <ResultView {...props} />
}
