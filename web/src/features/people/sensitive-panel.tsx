import { Button, NumberInput, Select } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type SensitivePolicy, sensitivePolicyQuery, setSensitiveRules } from '@/api/sensitive'
import { count } from '@/lib/number'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

/** What acts take that somebody at an open browser must not be able to do. */
export function SensitivePanel({ mayChange }: { mayChange: boolean }) {
  const policy = useQuery(sensitivePolicyQuery())
  return (
    <Panel title="Sensitive acts">
      {policy.isPending && <SkeletonRows rows={3} />}
      {policy.isError && (
        <ProblemPanel title="The rule for sensitive acts could not be read" error={policy.error} />
      )}
      {policy.data && (
        <div className={classes.form}>
          <p className={classes.hint}>
            It takes more than an open browser to{' '}
            {policy.data.acts.map(({ words }) => words).join('; to ')}. Whoever does it has signed
            in, or given the password or a code, a short time ago.
          </p>
          <p>
            {inWords(policy.data)}
            {policy.data.changedAt && (
              <>
                {' '}
                Set by {policy.data.changedBy} <TimeText at={policy.data.changedAt} />.
              </>
            )}
          </p>
          {mayChange && <RulesForm key={policy.data.changedAt} policy={policy.data} />}
        </div>
      )}
    </Panel>
  )
}

function inWords({ windowMinutes, tokens, exportRows }: SensitivePolicy) {
  const asked =
    windowMinutes === 0
      ? 'No proof is asked for.'
      : `A proof counts for ${span(windowMinutes)}, signing in as well.`
  const by =
    tokens === 'never'
      ? 'API tokens may do none of it.'
      : 'API tokens of the scope administer may do it.'
  return `${asked} ${by} Exports of more than ${count(exportRows)} rows belong to it.`
}

const WINDOWS = [0, 5, 15, 30, 60, 240]

const span = (minutes: number) =>
  minutes % 60 === 0 && minutes > 0
    ? `${minutes / 60} ${minutes === 60 ? 'hour' : 'hours'}`
    : `${minutes} minutes`

function RulesForm({ policy }: { policy: SensitivePolicy }) {
  const refresh = useRefreshPeople()
  const [minutes, setMinutes] = useState(policy.windowMinutes)
  const [tokens, setTokens] = useState(policy.tokens)
  const [rows, setRows] = useState<number | string>(policy.exportRows)
  const saving = useMutation({
    mutationFn: () =>
      setSensitiveRules({ windowMinutes: minutes, tokens, exportRows: Number(rows) }),
    onSuccess: refresh,
  })
  const changed =
    rows !== '' &&
    (minutes !== policy.windowMinutes ||
      tokens !== policy.tokens ||
      Number(rows) !== policy.exportRows)
  const windows = [...new Set([...WINDOWS, policy.windowMinutes])].sort((a, b) => a - b)

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (changed) saving.mutate()
  }
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <div className={classes.row}>
        <Select
          label="A proof counts for"
          allowDeselect={false}
          value={String(minutes)}
          data={windows.map((value) => ({
            value: String(value),
            label: value === 0 ? 'Ask for none' : span(value),
          }))}
          onChange={(chosen) => chosen && setMinutes(Number(chosen))}
        />
        <Select
          label="API tokens"
          allowDeselect={false}
          value={tokens}
          data={[
            { value: 'administer', label: 'Those of the scope administer may' },
            { value: 'never', label: 'None may' },
          ]}
          onChange={(chosen) => setTokens(chosen === 'never' ? 'never' : 'administer')}
        />
        <NumberInput
          label="Exports are sensitive above"
          suffix=" rows"
          min={0}
          allowDecimal={false}
          thousandSeparator=","
          value={rows}
          onChange={setRows}
        />
      </div>
      {saving.isError && <ProblemPanel title="The rule was not changed" error={saving.error} />}
      <div className={classes.buttons}>
        <Button type="submit" variant="default" disabled={!changed} loading={saving.isPending}>
          Save the rule
        </Button>
      </div>
    </form>
  )
}
