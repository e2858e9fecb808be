import { useEffect, useState } from 'react'
import { readStored, writeStored } from '@/lib/storage'

const key = (personId: string) => `recomamp:instances-seen:${personId}`

/**
 * When this person last looked at the instances in this browser; undefined the
 * first time. This visit counts from the next one on.
 */
export function useLastVisit(personId: string | undefined): number | undefined {
  const [last, setLast] = useState<number>()
  useEffect(() => {
    if (personId === undefined) return
    const parse = (value: unknown) => (typeof value === 'number' ? value : undefined)
    setLast(readStored<number | undefined>(key(personId), parse, undefined))
    writeStored(key(personId), Date.now())
  }, [personId])
  return last
}
