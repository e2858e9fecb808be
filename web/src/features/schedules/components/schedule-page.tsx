import { Button, Tabs } from '@mantine/core'
import { IconPencil, IconPlayerPause, IconPlayerTrackNext } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { OccurrenceState, Schedule } from '@/api/schedules'
import { useMay } from '@/lib/may'
import { zonedTime } from '@/lib/time'
import { CommandButton } from '@/ui/command-button'
import { Page } from '@/ui/page'
import { ProblemPanel } from '@/ui/problem-panel'
import { StateBadge, stateWord } from '@/ui/state-badge'
import { TimeText } from '@/ui/time-text'
import { mayManage } from '../model/rights'
import { goneTargets, stoppedWords } from '../model/stopped'
import { streakWords, windowWords } from '../model/words'
import { useScheduleActions } from '../use-schedule-actions'
import { AnalyticsPanel } from './analytics-panel'
import { BackfillPanel } from './backfill-panel'
import { HistoryPanel } from './history-panel'
import { PausePanel } from './pause-panel'
import classes from './schedules.module.css'
import { SettingsPanel } from './settings-panel'
import { VersionsPanel } from './versions-panel'
import { WaitingPanel } from './waiting-panel'

export const scheduleTabs = ['history', 'analytics', 'backfill', 'settings', 'versions'] as const
export type ScheduleTab = (typeof scheduleTabs)[number]

const tabWords: Record<ScheduleTab, string> = {
  history: 'Occurrences',
  analytics: 'Analytics',
  backfill: 'Backfill',
  settings: 'Settings',
  versions: 'Versions',
}

type Props = {
  schedule: Schedule
  tab: ScheduleTab
  states: OccurrenceState[]
  onTab: (tab: ScheduleTab) => void
  onStates: (states: OccurrenceState[]) => void
  onDeleted: () => void
}

/** One schedule: how it stands, what it did, and what else can be done with it. */
export function SchedulePage({ schedule, tab, states, onTab, onStates, onDeleted }: Props) {
  const actions = useScheduleActions(schedule)
  const { pausing, running, ending } = actions
  const streak = streakWords(schedule)
  const manages = mayManage(useMay(), schedule)
  const gone = goneTargets(schedule)
  const stopped = stoppedWords(schedule)
  const panels: Record<ScheduleTab, ReactNode> = {
    history: (
      <HistoryPanel schedule={schedule} manages={manages} shown={states} onShow={onStates} />
    ),
    analytics: <AnalyticsPanel schedule={schedule} />,
    backfill: <BackfillPanel schedule={schedule} manages={manages} />,
    settings: (
      <SettingsPanel
        schedule={schedule}
        manages={manages}
        onDelete={() => ending.mutate(undefined, { onSuccess: onDeleted })}
      />
    ),
    versions: <VersionsPanel schedule={schedule} />,
  }
  return (
    <Page
      title={schedule.name}
      tabTitle={`${schedule.name}: ${stateWord(schedule.state).toLowerCase()}`}
      note={
        <span className={classes.note}>
          <StateBadge state={schedule.state} />
          <span>
            {schedule.sentence}, for {windowWords(schedule.window)}
          </span>
          {schedule.nextAt && (
            <span>
              next <TimeText at={schedule.nextAt} />{' '}
              <span className="quiet num">{zonedTime(schedule.nextAt, schedule.rule.zone)}</span>
            </span>
          )}
          {streak && <span className="quiet">{streak}</span>}
        </span>
      }
      actions={
        manages && (
          <>
            <Button
              variant="default"
              leftSection={<IconPencil size={14} />}
              renderRoot={(props) => (
                <Link
                  {...props}
                  to="/schedules/$scheduleId/edit"
                  params={{ scheduleId: schedule.id }}
                />
              )}
            >
              Edit
            </Button>
            {schedule.state === 'active' && (
              <CommandButton
                command={{ label: 'Pause', group: 'Schedule', keys: 'p' }}
                variant="default"
                leftSection={<IconPlayerPause size={14} />}
                loading={pausing.isPending}
                onClick={() => pausing.mutate(true)}
              >
                Pause
              </CommandButton>
            )}
            <CommandButton
              command={{ label: 'Run now', group: 'Schedule', keys: 'r' }}
              leftSection={<IconPlayerTrackNext size={14} />}
              loading={running.isPending}
              disabled={stopped !== undefined}
              title={stopped}
              onClick={() => running.mutate(false)}
            >
              Run now
            </CommandButton>
          </>
        )
      }
    >
      {gone.map(({ instanceId, name, problem }) => (
        <ProblemPanel
          key={instanceId}
          title={`Nothing can run on ${name}`}
          error={problem.message}
          next={problem.next}
        />
      ))}
      {schedule.pause && (
        <PausePanel
          schedule={schedule}
          pause={schedule.pause}
          actions={manages ? actions : undefined}
        />
      )}
      <WaitingPanel schedule={schedule} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => onTab(scheduleTabs.find((known) => known === value) ?? 'history')}
      >
        <Tabs.List className={classes.tabs}>
          {scheduleTabs.map((known) => (
            <Tabs.Tab key={known} value={known}>
              {tabWords[known]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {scheduleTabs.map((known) => (
          <Tabs.Panel key={known} value={known} className={classes.tab}>
            {panels[known]}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}
