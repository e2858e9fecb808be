/** What a date-and-time field of the browser's zone holds, as an instant; none when it is empty or no time. */
export function untilOf(field: string): string | undefined {
  if (field === '') return undefined
  const at = new Date(field)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** An instant as a date-and-time field of the browser's zone holds it. */
export function fieldOf(until: string | undefined): string {
  if (!until) return ''
  const at = new Date(until)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}
