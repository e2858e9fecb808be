/** Amazon sends the browser back to Connections; whoever left from the set-up goes on there. */
const KEY = 'recomamp.set-up.left'

export function leaveForAmazon() {
  try {
    sessionStorage.setItem(KEY, 'yes')
  } catch {
    // They come back to Connections, and find the set-up from Home.
  }
}

/** Whether somebody left from the set-up, told once. */
export function cameFromSetUp(): boolean {
  try {
    const left = sessionStorage.getItem(KEY) !== null
    sessionStorage.removeItem(KEY)
    return left
  } catch {
    return false
  }
}
