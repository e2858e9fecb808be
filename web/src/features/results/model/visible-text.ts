/** Characters that turn the direction of what follows, so that a text could pose as another. */
const turning = /[\u202A-\u202E\u2066-\u2069]/g
const anyTurning = /[\u202A-\u202E\u2066-\u2069]/

/** A text with such characters written out, as “[U+202E]”; they turn nothing any more. */
export function visibleText(text: string): string {
  if (!anyTurning.test(text)) return text
  return text.replace(turning, (sign) => `[U+${sign.charCodeAt(0).toString(16).toUpperCase()}]`)
}
