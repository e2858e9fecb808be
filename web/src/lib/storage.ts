/** Browser storage that may be forbidden, full or spoilt; then nothing is remembered. */
export function readStored<T>(key: string, parse: (value: unknown) => T, fallback: T): T {
  try {
    const text = localStorage.getItem(key)
    return text === null ? fallback : parse(JSON.parse(text))
  } catch {
    return fallback
  }
}

/** Stores a value; false when the browser refused. */
export function writeStored(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}
