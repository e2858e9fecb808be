import { Button, Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent, RefObject } from 'react'
import { changeRate, costKeys, type RateCard, ratesQuery } from '@/api/costs'
import { useMay } from '@/lib/may'
import { amountText, minorUnits, money } from '@/lib/money'
import { ClientChip } from '@/ui/client-chip'
import { CommandButton } from '@/ui/command-button'
import table from '@/ui/data-table.module.css'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { CurrencyField } from './budget-panel'
import classes from './costs.module.css'
import { useDraft } from './use-draft'

type Draft = {
  instance: string | null
  currency: string
  perRun: string
  perMinute: string
  perGB: string
}

const empty: Draft = { instance: null, currency: 'EUR', perRun: '', perMinute: '', perGB: '' }

function draftOf(card: RateCard): Draft {
  const currency = card.currency ?? empty.currency
  const text = (amount: number) => (card.version === 0 ? '' : amountText(amount, currency))
  return {
    instance: card.instance.id,
    currency,
    perRun: text(card.perRun),
    perMinute: text(card.perMinute),
    perGB: text(card.perGB),
  }
}

/** What an execution costs, by instance. */
export function RatePanel() {
  const client = useQueryClient()
  const rates = useQuery(ratesQuery())
  const { draft, firstAmount, change, edit, clear } = useDraft(empty)
  return (
    <Panel title="Rate cards" flush>
      {rates.isPending && <SkeletonRows rows={4} />}
      {rates.isError && (
        <ProblemPanel title="The rate cards could not be read" error={rates.error} />
      )}
      {rates.data && (
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>Client · instance</th>
                <th className={table.right}>A run</th>
                <th className={table.right}>A minute of computing</th>
                <th className={table.right}>A GB of result</th>
                <th>
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rates.data.map((card) => (
                <RateRow key={card.instance.id} card={card} onEdit={() => edit(draftOf(card))} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <RateForm
        draft={draft}
        cards={rates.data ?? []}
        firstAmount={firstAmount}
        onChange={change}
        onSaved={() => {
          clear()
          void client.invalidateQueries({ queryKey: costKeys.all })
        }}
      />
    </Panel>
  )
}

function RateRow({ card, onEdit }: { card: RateCard; onEdit: () => void }) {
  const { instance, currency, version } = card
  const spends = useMay().on('manager', instance.id)
  const amount = (value: number) =>
    version === 0 || !currency ? (
      <span className="quiet">–</span>
    ) : (
      money({ amount: value, currency })
    )
  return (
    <tr>
      <td>
        <ClientChip
          name={instance.client.name}
          color={instance.client.color}
          detail={instance.name}
        />
      </td>
      <td data-label="A run" className={table.right}>
        {amount(card.perRun)}
      </td>
      <td data-label="A minute" className={table.right}>
        {amount(card.perMinute)}
      </td>
      <td data-label="A GB" className={table.right}>
        {amount(card.perGB)}
      </td>
      <td className={`${table.right} ${table.actions}`}>
        {spends && (
          <CommandButton
            command={{
              label: 'Set the rate card of',
              subject: card.instance.name,
              group: 'Rate cards',
            }}
            variant="default"
            size="compact-xs"
            onClick={onEdit}
          >
            {version === 0 ? 'Set' : 'Edit'}
          </CommandButton>
        )}
      </td>
    </tr>
  )
}

type FormProps = {
  draft: Draft
  firstAmount: RefObject<HTMLInputElement | null>
  cards: RateCard[]
  onChange: (draft: Draft) => void
  onSaved: () => void
}

function RateForm({ draft, firstAmount, cards: all, onChange, onSaved }: FormProps) {
  const may = useMay()
  const cards = all.filter(({ instance }) => may.on('manager', instance.id))
  const read = (text: string) => (text === '' ? 0 : minorUnits(text, draft.currency))
  const [perRun, perMinute, perGB] = [read(draft.perRun), read(draft.perMinute), read(draft.perGB)]
  const ready = draft.instance !== null && /^[A-Z]{3}$/.test(draft.currency)
  const saving = useMutation({
    mutationFn: () => {
      const version = cards.find(({ instance }) => instance.id === draft.instance)?.version ?? 0
      return changeRate(draft.instance ?? '', version, {
        currency: draft.currency,
        perRun: perRun ?? 0,
        perMinute: perMinute ?? 0,
        perGB: perGB ?? 0,
      })
    },
    onSuccess: onSaved,
  })
  const complete = ready && perRun !== null && perMinute !== null && perGB !== null
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part })

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (complete) saving.mutate()
  }
  const fields = [
    { name: 'perRun', label: 'A run', value: perRun },
    { name: 'perMinute', label: 'A minute', value: perMinute },
    { name: 'perGB', label: 'A GB', value: perGB },
  ] as const
  if (cards.length === 0) return null
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <Select
        label="Instance"
        placeholder="Whose rate card"
        searchable
        className={classes.owner}
        value={draft.instance}
        data={cards.map(({ instance }) => ({
          value: instance.id,
          label: `${instance.client.name} · ${instance.name}`,
        }))}
        onChange={(id) => {
          const card = cards.find(({ instance }) => instance.id === id)
          onChange(card ? draftOf(card) : empty)
        }}
      />
      <CurrencyField value={draft.currency} onChange={(currency) => set({ currency })} />
      {fields.map(({ name, label, value }) => (
        <TextInput
          key={name}
          ref={name === 'perRun' ? firstAmount : undefined}
          label={label}
          className={classes.amount}
          placeholder="0"
          inputMode="decimal"
          value={draft[name]}
          error={value === null ? `an amount of ${draft.currency}` : undefined}
          onChange={(event) => set({ [name]: event.currentTarget.value })}
        />
      ))}
      <Button type="submit" disabled={!complete} loading={saving.isPending}>
        Set rate card
      </Button>
      {saving.isError && (
        <div className={classes.problem}>
          <ProblemPanel title="The rate card was not set" error={saving.error} />
        </div>
      )}
    </form>
  )
}
