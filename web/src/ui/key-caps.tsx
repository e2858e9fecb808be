import { keyCaps } from '@/lib/keys'

/** A shortcut drawn as keys. */
export function KeyCaps({ keys }: { keys: string }) {
  return (
    <span style={{ display: 'inline-flex', gap: 3 }}>
      {keyCaps(keys).map((cap, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: "g g" has the same cap twice
        <kbd key={index}>{cap}</kbd>
      ))}
    </span>
  )
}
