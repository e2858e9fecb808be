import type { ResultViewColumn } from '@/api/executions'
import { shiftOf } from '../model/column-format'
import { groupDigits, shifted } from '../model/decimal-text'
import type { ChartLook } from './chart-search'

/** What the values of a column are drawn as: "cost", "cost (currency)". */
export function measureName({ name, unit }: Pick<ResultViewColumn, 'name' | 'unit'>): string {
  return unit ? `${name} (currency)` : name
}

/** A value as it is drawn; null where there is none. */
export function plotted(value: string | null | undefined, unit: string | undefined) {
  if (value === null || value === undefined || value === '') return null
  const number = Number(value) / 10 ** shiftOf(unit)
  return Number.isFinite(number) ? number : null
}

/** A value in the table of points, every digit of it. */
export function exactText(value: string | null | undefined, unit: string | undefined): string {
  return value === null || value === undefined ? '–' : groupDigits(shifted(value, shiftOf(unit)))
}

/** Where a span of a histogram begins or ends: without the noise of its computing. */
export function edgeText(
  text: string,
  unit: string | undefined,
  dates: ChartLook['dates'],
): string {
  if (/^\d{4}-\d\d-\d\d/.test(text)) return dateText(text, undefined, dates)
  const value = Number(text)
  if (/^-?\d+$/.test(text) || !Number.isFinite(value)) return exactText(text, unit)
  return exactText(String(Number(value.toPrecision(12))), unit)
}

const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const exact = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 })
const percent = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 })

/** A number on an axis or beside a point. */
export function numberText(value: number | null, numbers: ChartLook['numbers'] = 'short'): string {
  if (value === null) return '–'
  if (numbers === 'short')
    return Math.abs(value) < 1000 ? exact.format(roundTo3(value)) : short.format(value)
  return { whole, exact, percent }[numbers].format(value)
}

/** Three digits that mean something are enough on an axis. */
function roundTo3(value: number): number {
  return Number(value.toPrecision(3))
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A date or an instant in UTC as it stands along an axis. */
export function dateText(
  text: string,
  step: string | undefined,
  dates: ChartLook['dates'],
): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d))?/.exec(text)
  if (dates === 'iso' || !match) return text
  const [, year, month, day, time] = match
  const name = months[Number(month) - 1]
  if (step === 'year' || step === 'century') return `${year}`
  if (step === 'quarter') return `Q${Math.ceil(Number(month) / 3)} ${year}`
  if (step === 'month') return `${name} ${year}`
  return time ? `${Number(day)} ${name} ${time}` : `${Number(day)} ${name} ${year}`
}
