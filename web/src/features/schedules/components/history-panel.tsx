import { MultiSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { type OccurrenceState, occurrencesQuery, type Schedule } from '@/api/schedules'
import { zonedTime } from '@/lib/time'
import { EmptyState } from '@/ui/empty-state'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { ShowMore } from '@/ui/show-more'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { stateWord } from '@/ui/state-badge'
import { OccurrenceTable } from './occurrence-table'
import classes from './schedules.module.css'

const states: OccurrenceState[] = [
  'waiting',
  'running',
  'succeeded',
  'failed',
  'partly_failed',
  'cancelled',
  'skipped',
]

type Props = {
  schedule: Schedule
  /** Who looks may change it. */
  manages: boolean
  shown: OccurrenceState[]
  onShow: (states: OccurrenceState[]) => void
}

/** Every due instant and what became of it. */
export function HistoryPanel({ schedule, manages, shown, onShow }: Props) {
  const list = useInfiniteQuery(
    occurrencesQuery(schedule.id, shown.length > 0 ? { state: shown } : {}),
  )
  const occurrences = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <div className={classes.filters}>
        <MultiSelect
          aria-label="States"
          placeholder={shown.length === 0 ? 'All states' : undefined}
          size="xs"
          className={classes.states}
          data={states.map((value) => ({ value, label: stateWord(value) }))}
          value={shown}
          clearable
          onChange={(chosen) => onShow(states.filter((state) => chosen.includes(state)))}
        />
      </div>
      <Panel flush>
        {list.isPending && <SkeletonRows rows={6} />}
        {list.isError && (
          <ProblemPanel title="The occurrences could not be read" error={list.error} />
        )}
        {list.isSuccess && occurrences.length === 0 && (
          <EmptyState title={shown.length > 0 ? 'None is so' : 'It has not been due yet'}>
            {shown.length > 0
              ? 'Take a state away to see the others.'
              : schedule.nextAt
                ? `Its first occurrence is due ${zonedTime(schedule.nextAt, schedule.rule.zone)}.${manages ? ' Run it now to see what it brings.' : ''}`
                : `It is paused.${manages ? ' Resume it, or run it now to see what it brings.' : ''}`}
          </EmptyState>
        )}
        {occurrences.length > 0 && <OccurrenceTable occurrences={occurrences} manages={manages} />}
        <ShowMore command={{ label: 'Show older occurrences', group: 'Schedule' }} list={list}>
          Show older ones
        </ShowMore>
      </Panel>
    </>
  )
}
