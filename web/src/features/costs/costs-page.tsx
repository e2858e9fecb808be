import { IconCoins } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { costsQuery } from '@/api/costs'
import { useMay } from '@/lib/may'
import { money } from '@/lib/money'
import { count } from '@/lib/number'
import { browserZone } from '@/lib/time'
import table from '@/ui/data-table.module.css'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { BudgetPanel } from './budget-panel'
import { RatePanel } from './rate-panel'
import { RetentionPanel } from './retention-panel'

/** What executions cost, what they may cost, and what one costs. */
export function CostsPage() {
  return (
    <Page
      title="Costs and storage"
      note="What executions cost by the rate cards of their instances."
    >
      <MonthPanel />
      <BudgetPanel />
      <RatePanel />
      <RetentionPanel />
    </Page>
  )
}

function MonthPanel() {
  const zone = browserZone()
  const spends = useMay().anywhere('manager')
  const costs = useQuery(costsQuery(zone))
  return (
    <Panel
      title="This month by client"
      flush
      actions={<span className="quiet">The month is that of {zone}</span>}
    >
      {costs.isPending && <SkeletonRows rows={3} />}
      {costs.isError && <ProblemPanel title="The costs could not be read" error={costs.error} />}
      {costs.data?.length === 0 && (
        <EmptyState title="Nothing has cost anything this month" icon={<IconCoins size={22} />}>
          {spends
            ? 'Give an instance a rate card below, for example €2.00 a run. Executions asked for from then on have a cost.'
            : 'Once a manager gives an instance a rate card, executions asked for from then on have a cost.'}
        </EmptyState>
      )}
      {costs.data && costs.data.length > 0 && (
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>Client</th>
                <th className={table.right}>Executions</th>
                <th className={table.right}>Spent</th>
                <th className={table.right}>Under way, estimated</th>
                <th className={table.right}>Forecast for the month</th>
              </tr>
            </thead>
            <tbody>
              {costs.data.map(
                ({ clientId, name, currency, spent, reserved, forecast, executions }) => (
                  <tr key={clientId + currency}>
                    <td className={table.strong}>{name}</td>
                    <td data-label="Executions" className={table.right}>
                      {count(executions)}
                    </td>
                    <td data-label="Spent" className={table.right}>
                      {money({ amount: spent, currency })}
                    </td>
                    <td data-label="Under way" className={table.right}>
                      {money({ amount: reserved, currency })}
                    </td>
                    <td data-label="Forecast" className={table.right}>
                      {forecast === undefined ? (
                        <span className="quiet">from the 2nd on</span>
                      ) : (
                        money({ amount: forecast, currency })
                      )}
                    </td>
                  </tr>
                ),
              )}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}
