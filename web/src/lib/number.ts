const integer = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** "1,234,567" */
export function count(value: number): string {
  return integer.format(value)
}

/** "1 row", "2,000 rows" */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** "1.4 MB"; decimal units, as file managers show them. */
export function bytes(value: number): string {
  const names = ['B', 'kB', 'MB', 'GB', 'TB']
  let scaled = value
  let unit = 0
  while (scaled >= 1000 && unit < names.length - 1) {
    scaled /= 1000
    unit++
  }
  return `${unit === 0 ? scaled : scaled.toFixed(scaled < 10 ? 1 : 0)} ${names[unit]}`
}
