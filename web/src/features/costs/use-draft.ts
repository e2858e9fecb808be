import { useRef, useState } from 'react'

/** What the form below a table holds; choosing a row fills the form and goes to its first amount. */
export function useDraft<D>(empty: D) {
  const [draft, change] = useState(empty)
  const firstAmount = useRef<HTMLInputElement>(null)
  return {
    draft,
    firstAmount,
    change,
    edit: (row: D) => {
      change(row)
      firstAmount.current?.focus()
    },
    clear: () => change(empty),
  }
}
