/**
 * Keyboard shortcuts in words: "mod+k" (Ctrl, or Cmd on a Mac), "?", "mod+enter",
 * or two keys one after the other: "g q".
 */
export type KeyPress = {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** The name of a press as shortcuts write it, such as "mod+shift+f" or "?". */
export function pressName(press: KeyPress): string {
  const key = press.key === ' ' ? 'space' : press.key.toLowerCase()
  const parts: string[] = []
  if (press.ctrlKey || press.metaKey) parts.push('mod')
  if (press.altKey) parts.push('alt')
  // The shift of a sign such as "?" is part of the sign itself.
  if (press.shiftKey && (key.length > 1 || /[a-z0-9]/.test(key))) parts.push('shift')
  parts.push(key)
  return parts.join('+')
}

/** Plain keys belong to whoever is typing; keys with mod do not. */
export function belongsToTyping(press: KeyPress, target: EventTarget | null): boolean {
  if (press.ctrlKey || press.metaKey) return false
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.role === 'textbox'
  )
}

const SEQUENCE_PAUSE = 1_000

/** Recognises shortcuts in a stream of presses. */
export class KeyMatcher {
  private pending: { name: string; at: number } | null = null

  /** The shortcut this press completes, if any. `now` is in milliseconds. */
  press(name: string, shortcuts: string[], now: number): string | null {
    const before = this.pending
    this.pending = null
    if (before && now - before.at <= SEQUENCE_PAUSE) {
      const sequence = `${before.name} ${name}`
      if (shortcuts.includes(sequence)) return sequence
    }
    if (shortcuts.includes(name)) return name
    if (shortcuts.some((shortcut) => shortcut.startsWith(`${name} `))) {
      this.pending = { name, at: now }
    }
    return null
  }
}

const mac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

const labels: Record<string, string> = {
  mod: mac ? '⌘' : 'Ctrl',
  alt: mac ? '⌥' : 'Alt',
  shift: mac ? '⇧' : 'Shift',
  enter: '↵',
  escape: 'Esc',
  space: 'Space',
}

/** A shortcut as the caps to draw: "mod+k" is ["Ctrl", "K"]. */
export function keyCaps(shortcut: string): string[] {
  return shortcut
    .split(' ')
    .flatMap((press) => press.split('+'))
    .map((part) => labels[part] ?? (/^(.|f\d+)$/.test(part) ? part.toUpperCase() : part))
}
