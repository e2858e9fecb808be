import type { Explanation } from '@/api/executions'
import { count, plural } from '@/lib/number'
import { formatOf } from '../model/cell-format'
import { isMoneyUnit } from '../model/column-format'
import { groupDigits } from '../model/decimal-text'
import view from '../view/view.module.css'
import classes from './explain.module.css'

type Props = Pick<Explanation, 'suppression' | 'columns'>

/** What of each metric lies in suppressed rows, and why. */
export function LossTable({ suppression, columns }: Props) {
  const { metrics, withheld, reasons } = suppression
  return (
    <>
      <h2 className={view.asideTitle}>In suppressed rows</h2>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">Share</th>
            <th scope="col">Of</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map(({ column, sum, share }) => (
            <tr key={column}>
              <th scope="row">{column}</th>
              <td className="num">
                <span className={classes.bar} aria-hidden>
                  <span style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }} />
                </span>
                {shareText(share)}
              </td>
              <td className="num">
                {sumText(sum, columns.find(({ name }) => name === column)?.unit)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {withheld.length > 0 && (
        <p className={classes.made}>
          {withheld
            .map(
              ({ column, rows }) =>
                `${column} has no value in ${plural(rows, 'of them', 'of them')}`,
            )
            .join('; ')}
          .
        </p>
      )}
      {reasons.length > 0 && (
        <ul className={classes.conditions}>
          {reasons.map(({ text, rows, least, most }) => (
            <li key={text}>
              {plural(rows, 'row')}: <code>{text}</code>
              {most > 0 &&
                `, ${least === most ? count(most) : `${count(least)} to ${count(most)}`} counted`}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** A sum for reading, money in its currency: what doubles add up to ends in noise. */
function sumText(sum: string, unit: string | undefined): string {
  if (isMoneyUnit(unit)) {
    const money = { id: '', name: '', type: 'DECIMAL', stored: 'decimal' as const, unit }
    const format = formatOf(money, 0, {})
    return `${format.write(sum)} ${format.unit}`
  }
  const text = groupDigits(sum.includes('.') ? Number(sum).toFixed(2) : sum)
  return unit ? `${text} ${unit}` : text
}

/** "34.5%"; never none where there is some. */
export function shareText(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 0.1) return '< 0.1%'
  return `${percent.toFixed(1)}%`
}
