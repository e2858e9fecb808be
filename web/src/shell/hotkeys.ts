import { useEffect } from 'react'
import { commandsOnOffer } from '@/lib/commands'
import { belongsToTyping, KeyMatcher, pressName } from '@/lib/keys'

/** Runs commands by their keys, wherever the focus is. */
export function useHotkeys() {
  useEffect(() => {
    const matcher = new KeyMatcher()
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || belongsToTyping(event, event.target)) return
      const commands = commandsOnOffer()
      const shortcuts = commands.flatMap((command) => command.keys ?? [])
      const matched = matcher.press(pressName(event), shortcuts, event.timeStamp)
      // What came last is in front.
      const command = matched && commands.findLast(({ keys }) => keys === matched)
      if (!command) return
      event.preventDefault()
      command.run()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
