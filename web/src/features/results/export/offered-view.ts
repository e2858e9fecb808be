import type { ResultShape } from '@/api/executions'
import { type View, viewText } from '../model/view'

/** A view that can be exported instead of everything; without rows while it is built. */
export type OfferedView = { text: string; rowCount?: number }

/** The view of the address; none where it is every row, or could not be built. */
export function offeredView(
  view: View,
  shape: ResultShape | undefined,
  building: boolean,
): OfferedView | undefined {
  const text = viewText(view)
  if (text === '') return undefined
  if (building) return { text }
  return shape && { text, rowCount: shape.rowCount }
}
