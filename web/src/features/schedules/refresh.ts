import type { QueryClient } from '@tanstack/react-query'
import { scheduleKeys } from '@/api/schedules'

/** What somebody here changed shows at once, even where events of others do not. */
export async function refreshSchedules(client: QueryClient): Promise<void> {
  const changed = [scheduleKeys.live, scheduleKeys.calendars, scheduleKeys.allBackfills]
  await Promise.all(changed.map((queryKey) => client.invalidateQueries({ queryKey })))
}
