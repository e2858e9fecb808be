import { z } from '@/lib/zod'

/** What the number of a column of money counts. */
const moneyUnits = ['currency', 'microcents', 'millicents'] as const
export type MoneyUnit = (typeof moneyUnits)[number]

/**
 * How somebody wants the numbers of a column written. `digits` are decimals;
 * `currency` is an ISO 4217 code; `unit` is what a stored number of money counts.
 */
export const columnFormat = z.object({
  as: z.enum(['plain', 'thousands', 'decimals', 'percent', 'money']),
  digits: z.number().int().min(0).max(12).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  unit: z.enum(moneyUnits).optional(),
})

export type ColumnFormat = z.infer<typeof columnFormat>

/** What a format is called where it is chosen; '' is what suits the column. */
export const formatNames: Record<ColumnFormat['as'] | '', string> = {
  '': 'What suits the column',
  plain: 'As AMC wrote it',
  thousands: 'With thousands',
  decimals: 'With decimals',
  percent: 'Per cent',
  money: 'Money',
}

export const unitNames: Record<MoneyUnit, string> = {
  currency: 'Whole units',
  microcents: 'Microcents',
  millicents: 'Millicents',
}

export function isMoneyUnit(unit: string | undefined): unit is MoneyUnit {
  return moneyUnits.some((one) => one === unit)
}

/** How many digits the point of a unit is moved by, to get whole units of the currency. */
export function shiftOf(unit: string | undefined): number {
  if (unit === 'microcents') return 8
  return unit === 'millicents' ? 5 : 0
}

/** The decimals that a format writes; undefined where it has none of its own. */
export function digitsOf({ as, digits }: ColumnFormat): number | undefined {
  if (as === 'decimals') return digits ?? 2
  return as === 'percent' ? (digits ?? 1) : digits
}
