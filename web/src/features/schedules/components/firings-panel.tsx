import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type PreviewFiring,
  type PreviewRequest,
  type SchedulePreview,
  schedulePreviewQuery,
} from '@/api/schedules'
import { CommandButton } from '@/ui/command-button'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import {
  clockWords,
  localWords,
  settlesWords,
  spanOf,
  utcWords,
  waitWords,
} from '../model/firing-words'
import classes from './firings-panel.module.css'

const FEW = 10
const MANY = 50

/** What the server says of a rule and a window that may not be saved yet. */
export function usePreview(request: Pick<PreviewRequest, 'rule' | 'window' | 'settle'>) {
  const [count, setCount] = useState(FEW)
  const [asked] = useDebouncedValue(request, 300)
  const preview = useQuery({
    ...schedulePreviewQuery({ ...asked, count }),
    placeholderData: keepPreviousData,
  })
  return { preview, count, showMany: () => setCount(MANY) }
}

type Props = Omit<ReturnType<typeof usePreview>, 'count'> & { count: number }

/** When it runs next, with what the clocks do to it and what it will read. */
export function FiringsPanel({ preview, count, showMany }: Props) {
  const { data, error } = preview
  return (
    <Panel title="Next runs" flush>
      {error && !data && <ProblemPanel title="The next runs could not be read" error={error} />}
      {preview.isPending && <SkeletonRows rows={FEW} height={46} />}
      {data && <Firings preview={data} />}
      {data && count < MANY && data.firings.length >= count && (
        <div className={classes.more}>
          <CommandButton
            command={{ label: 'Show the next 50 runs', group: 'Schedule' }}
            variant="subtle"
            loading={preview.isFetching}
            onClick={showMany}
          >
            Show the next 50
          </CommandButton>
        </div>
      )}
    </Panel>
  )
}

function Firings({ preview: { sentence, rule, firings } }: { preview: SchedulePreview }) {
  return (
    <>
      <p className={classes.sentence} aria-live="polite">
        {sentence || 'The sentence does not say yet when it runs.'}
      </p>
      {firings.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
        <ol className={classes.list} tabIndex={0} aria-label="Next runs">
          {firings.map((firing) => (
            <Firing key={firing.at + (firing.kind ?? '')} firing={firing} zone={rule.zone} />
          ))}
        </ol>
      )}
    </>
  )
}

function Firing({ firing, zone }: { firing: PreviewFiring; zone: string }) {
  const { window, note, problem, fires } = firing
  const wait = waitWords(firing, zone)
  return (
    <li className={classes.firing} data-fires={fires || undefined}>
      <span className={classes.when}>
        <span className="num">
          <strong>{localWords(firing.local)}</strong> {clockWords(firing.at, zone)}
        </span>
        <span className="num quiet">{utcWords(firing.at, firing.local)}</span>
      </span>
      {note && <span className={classes.note}>{note}</span>}
      {problem && (
        <span className={classes.problem}>
          {problem.message} {problem.next}
        </span>
      )}
      {window && (
        <span className="quiet num">
          reads {spanOf(window)} · {wait || settlesWords(window, zone)}
        </span>
      )}
      {!fires && !note && <span className={classes.note}>does not run</span>}
    </li>
  )
}
