import { Progress } from '@mantine/core'
import type { Budget } from '@/api/costs'
import type { QuerySummary } from '@/api/queries'
import { useMay } from '@/lib/may'
import { money } from '@/lib/money'
import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import table from '@/ui/data-table.module.css'
import classes from './costs.module.css'
import { levelLook, shareOf } from './model/level'
import { mayChange } from './model/rights'

type Props = {
  budgets: Budget[]
  /** Those of which somebody may set a budget, with whose they are. */
  queries: QuerySummary[]
  onEdit: (budget: Budget) => void
  onEnd: (budget: Budget) => void
}

/** Budgets with how the month stands. */
export function BudgetTable({ budgets, ...on }: Props) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Budget of</th>
            <th>This month</th>
            <th className={table.right}>Spent and reserved</th>
            <th className={table.right}>Forecast</th>
            <th className={table.right}>Warns at</th>
            <th className={table.right}>Stops at</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {budgets.map((budget) => (
            <BudgetRow key={budget.id} budget={budget} {...on} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

type RowProps = Omit<Props, 'budgets'> & { budget: Budget }

function BudgetRow({ budget, queries, onEdit, onEnd }: RowProps) {
  const { currency, spent, reserved, forecast, soft, hard } = budget
  const amount = (value: number | undefined) =>
    value === undefined ? <span className="quiet">–</span> : money({ amount: value, currency })
  const { tone, words } = levelLook(budget.level)
  const spends = mayChange(useMay(), budget, queries)
  return (
    <tr>
      <td>
        <span className={table.strong}>{budget.name}</span>{' '}
        <span className="quiet">{budget.subject}</span>
      </td>
      <td data-label="This month">
        <span className={classes.level} data-tone={tone}>
          <Progress
            value={shareOf(budget)}
            color={`var(--${tone})`}
            w={90}
            aria-label={`${Math.round(shareOf(budget))} % of the limit`}
          />
          {words}
        </span>
        <span className={`${classes.month} quiet`}>
          {budget.month} · {budget.zone}
        </span>
        {budget.uncounted > 0 && (
          <span className={classes.uncounted}>
            {plural(budget.uncounted, 'execution')} of this month in another currency than{' '}
            {currency} {budget.uncounted === 1 ? 'is' : 'are'} not counted. Give the budget and the
            rate cards one currency.
          </span>
        )}
      </td>
      <td data-label="Spent and reserved" className={table.right}>
        {amount(spent + reserved)}
      </td>
      <td data-label="Forecast" className={table.right}>
        {amount(forecast)}
      </td>
      <td data-label="Warns at" className={table.right}>
        {amount(soft)}
      </td>
      <td data-label="Stops at" className={table.right}>
        {amount(hard)}
      </td>
      <td className={`${table.right} ${table.nowrap} ${table.actions}`}>
        {spends && (
          <>
            <CommandButton
              command={{ label: 'Edit the budget of', subject: budget.name, group: 'Budgets' }}
              variant="default"
              size="compact-xs"
              onClick={() => onEdit(budget)}
            >
              Edit
            </CommandButton>{' '}
            <ConfirmButton
              command={{ label: 'End the budget of', subject: budget.name, group: 'Budgets' }}
              size="compact-xs"
              question={`Nothing bounds what ${budget.name} costs from then on.`}
              confirmLabel="End this budget"
              onConfirm={() => onEnd(budget)}
            >
              End
            </ConfirmButton>
          </>
        )}
      </td>
    </tr>
  )
}
