import { Button, NumberInput, Select } from '@mantine/core'
import { IconArchive } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FormEvent, RefObject } from 'react'
import { clientsQuery, instancesQuery } from '@/api/instances'
import {
  changeRule,
  endRule,
  leavingQuery,
  type RetentionRule,
  retentionKeys,
  rulesQuery,
} from '@/api/retention'
import { useMay } from '@/lib/may'
import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import table from '@/ui/data-table.module.css'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import classes from './costs.module.css'
import { mayChange } from './model/rights'
import { useDraft } from './use-draft'

type Draft = { owner: string | null; keepDays: number | string; keepLast: number | string }

const empty: Draft = { owner: null, keepDays: '', keepLast: '' }
const ownerKey = ({ subject, ownerId }: Pick<RetentionRule, 'subject' | 'ownerId'>) =>
  `${subject}:${ownerId}`

/** How long results are kept, and which go next. */
export function RetentionPanel() {
  const client = useQueryClient()
  const rules = useQuery(rulesQuery())
  const leaving = useQuery(leavingQuery())
  const { draft, firstAmount, change, edit, clear } = useDraft(empty)
  const refresh = () => client.invalidateQueries({ queryKey: retentionKeys.all })
  const ending = useMutation({ mutationFn: endRule, onSuccess: refresh })
  const next = leaving.data?.[0]
  return (
    <Panel title="Results kept" flush>
      {leaving.data && next && (
        <p className={classes.reminder} role="status">
          {plural(leaving.data.length, 'result')} will be dropped, the first{' '}
          <TimeText at={next.dropAt} />:{' '}
          <Link to="/executions/$executionId" params={{ executionId: next.executionId }}>
            {next.queryName || 'SQL that was not saved'} on {next.instance.name}
          </Link>
          . Keep one on its own page.
        </p>
      )}
      {rules.isPending && <SkeletonRows rows={2} />}
      {rules.isError && <ProblemPanel title="The rules could not be read" error={rules.error} />}
      {rules.data?.length === 0 && (
        <EmptyState title="Every result is kept for good" icon={<IconArchive size={22} />}>
          A rule keeps results for so many days, or the last few of each query. What it does not
          keep is announced for a week and then dropped; the execution stays in the history.
        </EmptyState>
      )}
      {rules.data && rules.data.length > 0 && (
        <RuleTable
          rules={rules.data}
          onEdit={(rule) =>
            edit({
              owner: ownerKey(rule),
              keepDays: rule.keepDays ?? '',
              keepLast: rule.keepLast ?? '',
            })
          }
          onEnd={(rule) => ending.mutate(rule)}
        />
      )}
      {ending.isError && <ProblemPanel title="The rule was not ended" error={ending.error} />}
      <RuleForm
        draft={draft}
        rules={rules.data ?? []}
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

type TableProps = {
  rules: RetentionRule[]
  onEdit: (rule: RetentionRule) => void
  onEnd: (rule: RetentionRule) => void
}

function RuleTable({ rules, onEdit, onEnd }: TableProps) {
  const may = useMay()
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Rule of</th>
          <th>Keeps</th>
          <th>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.id}>
            <td>
              <span className={table.strong}>{rule.name}</span>{' '}
              <span className="quiet">{rule.subject}</span>
            </td>
            <td data-label="Keeps">
              {[
                rule.keepDays && `everything for ${plural(rule.keepDays, 'day')}`,
                rule.keepLast && `the last ${rule.keepLast} of each query`,
              ]
                .filter(Boolean)
                .join(', and ')}
            </td>
            <td className={`${table.right} ${table.nowrap} ${table.actions}`}>
              {mayChange(may, rule) && (
                <>
                  <CommandButton
                    command={{ label: 'Edit the rule of', subject: rule.name, group: 'Retention' }}
                    variant="default"
                    size="compact-xs"
                    onClick={() => onEdit(rule)}
                  >
                    Edit
                  </CommandButton>{' '}
                  <ConfirmButton
                    command={{ label: 'End the rule of', subject: rule.name, group: 'Retention' }}
                    harmless
                    size="compact-xs"
                    question={`Results of ${rule.name} are then kept for good, or by the client's rule.`}
                    confirmLabel="End this rule"
                    onConfirm={() => onEnd(rule)}
                  >
                    End
                  </ConfirmButton>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type FormProps = {
  draft: Draft
  firstAmount: RefObject<HTMLInputElement | null>
  rules: RetentionRule[]
  onChange: (draft: Draft) => void
  onSaved: () => void
}

function RuleForm({ draft, firstAmount, rules, onChange, onSaved }: FormProps) {
  const may = useMay()
  const clients = (useQuery(clientsQuery()).data ?? []).filter(({ id }) =>
    may.onClient('manager', id),
  )
  const instances = (useQuery(instancesQuery()).data ?? []).filter(({ id }) =>
    may.on('manager', id),
  )
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part })
  const [days, last] = [Number(draft.keepDays), Number(draft.keepLast)]
  const ready = draft.owner !== null && (days > 0 || last > 0)
  const saving = useMutation({
    mutationFn: () => {
      const [subject, ownerId = ''] = (draft.owner ?? '').split(':')
      const owner = { subject: subject === 'instance' ? 'instance' : 'client', ownerId } as const
      const version = rules.find((rule) => ownerKey(rule) === draft.owner)?.version ?? 0
      return changeRule(owner, version, { keepDays: days, keepLast: last })
    },
    onSuccess: onSaved,
  })
  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (ready) saving.mutate()
  }
  if (clients.length + instances.length === 0) return null
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <Select
        label="Client or instance"
        placeholder="Whose results"
        searchable
        className={classes.owner}
        value={draft.owner}
        data={[
          {
            group: 'Clients',
            items: clients.map(({ id, name }) => ({ value: `client:${id}`, label: name })),
          },
          {
            group: 'Instances',
            items: instances.map(({ id, name }) => ({ value: `instance:${id}`, label: name })),
          },
        ]}
        onChange={(owner) => set({ owner })}
      />
      <NumberInput
        ref={firstAmount}
        label="Keep for days"
        className={classes.amount}
        min={0}
        max={10_000}
        allowDecimal={false}
        value={draft.keepDays}
        onChange={(keepDays) => set({ keepDays })}
      />
      <NumberInput
        label="Last of a query"
        className={classes.amount}
        min={0}
        max={10_000}
        allowDecimal={false}
        value={draft.keepLast}
        onChange={(keepLast) => set({ keepLast })}
      />
      <Button type="submit" disabled={!ready} loading={saving.isPending}>
        Set rule
      </Button>
      {saving.isError && (
        <div className={classes.problem}>
          <ProblemPanel title="The rule was not set" error={saving.error} />
        </div>
      )}
    </form>
  )
}
