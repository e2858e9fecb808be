import { IconAlertTriangle, IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { auditSealQuery } from '@/api/audit'
import { exactTime } from '@/lib/time'
import classes from './audit.module.css'

/** How far the log is sealed; the exact time says its zone. */
export function SealNote() {
  const { data: seal } = useQuery(auditSealQuery())
  if (!seal) return null
  if (seal.late) {
    return (
      <span className={`${classes.seal} ${classes.late}`}>
        <IconAlertTriangle size={14} aria-hidden />
        Entries are waiting to be sealed for longer than they should. Whoever runs RecomAMP finds
        the reason in its log.
      </span>
    )
  }
  return (
    <span className={classes.seal}>
      <IconLock size={14} aria-hidden />
      {seal.sealedAt ? `Sealed up to ${exactTime(seal.sealedAt)}` : 'Nothing is sealed yet'}
    </span>
  )
}
