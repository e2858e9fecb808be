/** What a unit of money is called in a header, and what it means; '' says nothing. */
export function unitWords(unit: string | undefined): { short: string; hint: string } {
  switch (unit) {
    case 'currency':
      return { short: 'currency', hint: 'Whole units of the currency of the account.' }
    case 'microcents':
      return {
        short: 'microcents',
        hint: 'Microcents: 100,000,000 are one of the currency. Divide by 100000000.0 in the SQL to see amounts.',
      }
    case 'millicents':
      return {
        short: 'millicents',
        hint: 'Millicents: 100,000 are one of the currency. Divide by 100000.0 in the SQL to see amounts.',
      }
    default:
      return { short: unit ?? '', hint: '' }
  }
}
