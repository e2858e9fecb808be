/**
 * Random hexadecimal digits. crypto.randomUUID would do, but browsers keep it
 * from pages that came without HTTPS.
 */
export function randomId(digits: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(Math.ceil(digits / 2)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, digits)
}
