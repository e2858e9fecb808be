/** What says what somebody works on, in entries that are not kept by person. */
const UNNAMED = ['recomamp:run:', 'recomamp:recent-instances']

const entries = () => {
  try {
    return Object.keys(localStorage)
  } catch {
    return []
  }
}

const drafts = (personId: string) => `recomamp:${personId}:draft:`

/** How many drafts of a person are in this browser, and nowhere else. */
export const draftsHere = (personId: string): number =>
  entries().filter((entry) => entry.startsWith(drafts(personId))).length

/**
 * Removes from this browser what a person wrote and worked on, so that nobody who
 * uses it next finds it. How the screen is laid out stays; so does what others have
 * written whose sessions ended by themselves.
 */
export function forgetPerson(personId: string) {
  const gone = [`recomamp:${personId}:`, `recomamp:instances-seen:${personId}`, ...UNNAMED]
  for (const entry of entries()) {
    if (gone.some((start) => entry.startsWith(start))) localStorage.removeItem(entry)
  }
  try {
    sessionStorage.removeItem('recomamp.set-up.left')
  } catch {
    // Then there is nothing in it.
  }
}
