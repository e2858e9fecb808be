import { Button, Select, TextInput } from '@mantine/core'
import { IconPigMoney } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type RefObject, useState } from 'react'
import { type Budget, budgetsQuery, changeBudget, costKeys, endBudget } from '@/api/costs'
import { clientsQuery } from '@/api/instances'
import { type QuerySummary, queriesQuery } from '@/api/queries'
import { useMay } from '@/lib/may'
import { amountText, minorUnits } from '@/lib/money'
import { browserZone, zones } from '@/lib/time'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { BudgetTable } from './budget-table'
import classes from './costs.module.css'
import { mayChange, maySpendOn } from './model/rights'
import { useDraft } from './use-draft'

type Draft = {
  owner: string | null
  currency: string
  soft: string
  hard: string
  /** Whose months they are. */
  zone: string
}

const empty: Draft = { owner: null, currency: 'EUR', soft: '', hard: '', zone: browserZone() }
const ownerKey = ({ subject, ownerId }: Pick<Budget, 'subject' | 'ownerId'>) =>
  `${subject}:${ownerId}`

/** What clients and queries may cost in a month. */
export function BudgetPanel() {
  const client = useQueryClient()
  const budgets = useQuery(budgetsQuery())
  const queries = useInfiniteQuery(queriesQuery({})).data?.pages.flatMap((page) => page.items) ?? []
  const { draft, firstAmount, change, edit, clear } = useDraft(empty)
  const refresh = () => client.invalidateQueries({ queryKey: costKeys.all })
  const ending = useMutation({ mutationFn: endBudget, onSuccess: refresh })
  return (
    <Panel title="Budgets" flush>
      {budgets.isPending && <SkeletonRows rows={2} />}
      {budgets.isError && (
        <ProblemPanel title="The budgets could not be read" error={budgets.error} />
      )}
      {budgets.data?.length === 0 && (
        <EmptyState title="No budgets yet" icon={<IconPigMoney size={22} />}>
          A budget warns at its soft limit and lets nothing new begin past its hard limit. What is
          under way goes on.
        </EmptyState>
      )}
      {budgets.data && budgets.data.length > 0 && (
        <BudgetTable
          budgets={budgets.data}
          queries={queries}
          onEdit={(budget) =>
            edit({
              owner: ownerKey(budget),
              currency: budget.currency,
              soft: amountText(budget.soft, budget.currency),
              hard: amountText(budget.hard, budget.currency),
              zone: budget.zone,
            })
          }
          onEnd={(budget) => ending.mutate(budget)}
        />
      )}
      {ending.isError && <ProblemPanel title="The budget was not ended" error={ending.error} />}
      <BudgetForm
        draft={draft}
        budgets={budgets.data ?? []}
        queries={queries}
        firstAmount={firstAmount}
        onChange={change}
        onSaved={() => {
          clear()
          void refresh()
        }}
      />
    </Panel>
  )
}

type FormProps = {
  draft: Draft
  firstAmount: RefObject<HTMLInputElement | null>
  budgets: Budget[]
  queries: QuerySummary[]
  onChange: (draft: Draft) => void
  onSaved: () => void
}

function BudgetForm({ draft, firstAmount, budgets, queries, onChange, onSaved }: FormProps) {
  const may = useMay()
  const { data: all = [] } = useQuery(clientsQuery())
  const clients = all.filter(({ id }) => may.onClient('manager', id))
  const spendable = queries.filter((query) => maySpendOn(may, query))
  const [zoneList] = useState(zones)
  const known = budgets.filter(
    (budget) =>
      budget.subject === 'query' &&
      !queries.some(({ id }) => id === budget.ownerId) &&
      mayChange(may, budget),
  )
  const soft = draft.soft === '' ? undefined : minorUnits(draft.soft, draft.currency)
  const hard = draft.hard === '' ? undefined : minorUnits(draft.hard, draft.currency)
  const ready =
    draft.owner !== null &&
    /^[A-Z]{3}$/.test(draft.currency) &&
    soft !== null &&
    hard !== null &&
    (soft !== undefined || hard !== undefined)
  const saving = useMutation({
    mutationFn: () => {
      const [subject, ownerId = ''] = (draft.owner ?? '').split(':')
      const owner = { subject: subject === 'query' ? 'query' : 'client', ownerId } as const
      const version = budgets.find((budget) => ownerKey(budget) === draft.owner)?.version ?? 0
      return changeBudget(owner, version, {
        currency: draft.currency,
        soft: soft ?? undefined,
        hard: hard ?? undefined,
        zone: draft.zone,
      })
    },
    onSuccess: onSaved,
  })
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part })
  const wrong = (value: number | null | undefined) =>
    value === null ? `an amount of ${draft.currency}, such as 250` : undefined

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (ready) saving.mutate()
  }
  if (clients.length + spendable.length + known.length === 0) return null
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <Select
        label="Client or query"
        placeholder="Whose budget"
        searchable
        className={classes.owner}
        value={draft.owner}
        data={[
          {
            group: 'Clients',
            items: clients.map(({ id, name }) => ({ value: `client:${id}`, label: name })),
          },
          {
            group: 'Queries',
            items: [
              ...spendable.map(({ id, name }) => ({ value: `query:${id}`, label: name })),
              ...known.map((budget) => ({ value: ownerKey(budget), label: budget.name })),
            ],
          },
        ]}
        onChange={(owner) => set({ owner })}
      />
      <CurrencyField value={draft.currency} onChange={(currency) => set({ currency })} />
      <TextInput
        ref={firstAmount}
        label="Warn at, a month"
        className={classes.amount}
        placeholder="none"
        inputMode="decimal"
        value={draft.soft}
        error={wrong(soft)}
        onChange={(event) => set({ soft: event.currentTarget.value })}
      />
      <TextInput
        label="Stop at, a month"
        className={classes.amount}
        placeholder="none"
        inputMode="decimal"
        value={draft.hard}
        error={wrong(hard)}
        onChange={(event) => set({ hard: event.currentTarget.value })}
      />
      <Select
        label="Months of"
        className={classes.zone}
        searchable
        limit={60}
        allowDeselect={false}
        value={draft.zone}
        data={zoneList.includes(draft.zone) ? zoneList : [draft.zone, ...zoneList]}
        onChange={(zone) => zone && set({ zone })}
      />
      <Button type="submit" disabled={!ready} loading={saving.isPending}>
        Set budget
      </Button>
      {saving.isError && (
        <div className={classes.problem}>
          <ProblemPanel title="The budget was not set" error={saving.error} />
        </div>
      )}
    </form>
  )
}

/** Three letters, always large. */
export function CurrencyField({
  value,
  onChange,
}: {
  value: string
  onChange: (value: string) => void
}) {
  return (
    <TextInput
      label="Currency"
      className={classes.currency}
      maxLength={3}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.toUpperCase())}
    />
  )
}
