import { Button, Checkbox } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type ApprovalRules, approvalRulesQuery, setRules } from '@/api/approvals'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './people.module.css'
import { useRefreshPeople } from './refresh'

/** Which acts take a second person. */
export function ApprovalRulesPanel({ mayChange }: { mayChange: boolean }) {
  const rules = useQuery(approvalRulesQuery())
  return (
    <Panel title="What takes a second person">
      {rules.isPending && <SkeletonRows rows={3} />}
      {rules.isError && <ProblemPanel title="The rules could not be read" error={rules.error} />}
      {rules.data && (
        <RulesForm key={rules.data.kinds.join()} rules={rules.data} mayChange={mayChange} />
      )}
    </Panel>
  )
}

type Props = { rules: ApprovalRules; mayChange: boolean }

function RulesForm({ rules: { kinds, all }, mayChange }: Props) {
  const refresh = useRefreshPeople()
  const [chosen, setChosen] = useState(kinds)
  const saving = useMutation({ mutationFn: () => setRules(chosen), onSettled: refresh })
  const changed = chosen.join() !== kinds.join()

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    if (changed) saving.mutate()
  }
  return (
    <form className={classes.form} onSubmit={onSubmit}>
      <p className={classes.hint}>
        A second owner is needed for what is ticked. To tick less takes one as well.
      </p>
      {all.map(({ kind, words }) => (
        <Checkbox
          key={kind}
          label={words.charAt(0).toUpperCase() + words.slice(1)}
          checked={chosen.includes(kind)}
          disabled={!mayChange}
          onChange={(event) => {
            const { checked } = event.currentTarget
            setChosen(
              all
                .map((one) => one.kind)
                .filter((one) => (one === kind ? checked : chosen.includes(one))),
            )
          }}
        />
      ))}
      {saving.isError && <ProblemPanel title="The rules were not changed" error={saving.error} />}
      {mayChange && (
        <div className={classes.buttons}>
          <Button type="submit" variant="default" disabled={!changed} loading={saving.isPending}>
            Save the rules
          </Button>
        </div>
      )}
    </form>
  )
}
