import { Checkbox, TextInput } from '@mantine/core'
import type { Recurrence } from '@/api/schedules'
import { ListField } from '@/ui/list-field'
import classes from './sentence.module.css'

type Props = { rule: Recurrence; onChange: (rule: Recurrence) => void }

/** From when until when, and which dates are left out. */
export function BoundsControl({ rule, onChange }: Props) {
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          type="date"
          label="First day"
          value={rule.from ?? ''}
          onChange={(event) => onChange({ ...rule, from: event.currentTarget.value || undefined })}
        />
        <TextInput
          type="date"
          label="Last day"
          value={rule.until ?? ''}
          onChange={(event) => onChange({ ...rule, until: event.currentTarget.value || undefined })}
        />
      </div>
      <ListField
        label="Dates to leave out"
        description="Holidays, such as 2026-12-25. They are no business days either."
        error={undefined}
        placeholder="2026-12-25, or paste a list"
        values={rule.excluding ?? []}
        onChange={(excluding) => onChange({ ...rule, excluding })}
      />
      {rule.frequency === 'monthly' && rule.monthly?.kind === 'business_day' && (
        <Checkbox
          label="Only when counting business days"
          checked={rule.excludedDates === 'only_business'}
          onChange={(event) =>
            onChange({
              ...rule,
              excludedDates: event.currentTarget.checked ? 'only_business' : undefined,
            })
          }
        />
      )}
    </>
  )
}
