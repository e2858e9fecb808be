import type { Given } from './placeholder-values'

/*
 * A value can stand for what a pack holds: {"pack": "<id>"}. Forms hold it as its
 * JSON text, as they do dynamic dates.
 */

/** The form's text for a pack. */
export const packText = (id: string): string => JSON.stringify({ pack: id })

/** The pack that a value of a form stands for, if it does. */
export function packOf(given: Given | undefined): string | undefined {
  if (typeof given !== 'string' || !/^\{\s*"pack"/.test(given)) return
  try {
    const { pack, ...more }: Record<string, unknown> = JSON.parse(given)
    return typeof pack === 'string' && Object.keys(more).length === 0 ? pack : undefined
  } catch {
    return
  }
}
