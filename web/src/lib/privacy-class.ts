const classWords: Record<string, { short: string; text: string }> = {
  NONE: { short: '', text: 'None: free to show' },
  LOW: { short: 'low', text: 'Low: shown when a row rests on at least 2 users' },
  MEDIUM: { short: 'med', text: 'Medium: shown when a row rests on at least 100 users' },
  HIGH: { short: 'high', text: 'High: at least 100 users, and no filter by fixed values' },
  VERY_HIGH: {
    short: 'v.high',
    text: 'Very high: never shown; count it, such as COUNT(DISTINCT …)',
  },
  INTERNAL: { short: 'int', text: 'Internal: never shown; only counted' },
}

/** A privacy class in a few letters and in words. */
export function privacyClass(name: string): { short: string; text: string } {
  return classWords[name] ?? { short: name.toLowerCase(), text: name }
}
