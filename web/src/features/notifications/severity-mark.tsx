import { IconAlertTriangleFilled, IconInfoCircle, IconUrgent } from '@tabler/icons-react'
import type { Severity } from '@/api/notices'
import badge from '@/ui/state-badge.module.css'
import { severityWords } from './model/words'

const looks: Record<Severity, { tone: string; icon: typeof IconUrgent }> = {
  info: { tone: 'busy', icon: IconInfoCircle },
  warning: { tone: 'warn', icon: IconAlertTriangleFilled },
  urgent: { tone: 'bad', icon: IconUrgent },
}

/** A severity: a colour, a shape and a word, so that none of them stands alone. */
export function SeverityMark({ severity }: { severity: Severity }) {
  const { tone, icon: Icon } = looks[severity]
  return (
    <span className={badge.badge} data-tone={tone}>
      <Icon size={15} aria-hidden />
      {severityWords[severity]}
    </span>
  )
}
