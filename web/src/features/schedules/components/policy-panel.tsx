import { Checkbox, NumberInput, Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { Panel } from '@/ui/panel'
import type { Draft } from '../model/draft'
import type { Part } from '../model/problems'
import { catchUps, overlaps, policyOf, settles } from '../model/words'
import classes from './policy-panel.module.css'

type Props = {
  draft: Draft
  problems: Partial<Record<Part, string>>
  onChange: (draft: Draft) => void
}

/** What happens when something is not as usual, each as a sentence. */
export function PolicyPanel({ draft, problems, onChange }: Props) {
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part })
  const { rule } = draft
  return (
    <Panel title="When something goes another way">
      <div className={classes.policies}>
        <Line words="When Amazon’s data of the window are not complete yet">
          <Select
            aria-label="When the data are not complete"
            data={settles}
            value={draft.settle}
            onChange={(value) => set({ settle: policyOf(settles, value) })}
          />
        </Line>
        <Line
          words="When it fails this many times in a row, it pauses itself and tells you (0: never)"
          problem={problems.pauseAfter}
        >
          <NumberInput
            aria-label="Pause after failures in a row"
            min={0}
            max={1000}
            allowDecimal={false}
            value={draft.pauseAfter}
            onChange={(value) => set({ pauseAfter: Number(value) || 0 })}
          />
        </Line>
        <Line words="When an earlier one is still running">
          <Select
            aria-label="While an earlier one runs"
            data={overlaps}
            value={draft.overlap}
            onChange={(value) => set({ overlap: policyOf(overlaps, value) })}
          />
        </Line>
        <Line words="When the server stood still and some were missed">
          <Select
            aria-label="After a standstill"
            data={catchUps}
            value={draft.catchUp}
            onChange={(value) => set({ catchUp: policyOf(catchUps, value) })}
          />
        </Line>
        <Line
          words="Spread the beginning over up to so many minutes, so that many schedules do not begin at once"
          problem={problems.jitter}
        >
          <NumberInput
            aria-label="Spread in minutes"
            min={0}
            max={60}
            allowDecimal={false}
            suffix=" min"
            value={draft.jitterSeconds / 60}
            onChange={(value) => set({ jitterSeconds: Math.round((Number(value) || 0) * 60) })}
          />
        </Line>
        <Line words="Stop an execution that takes longer than" problem={problems.timeout}>
          <NumberInput
            aria-label="Time limit in hours"
            min={0.25}
            max={24}
            step={0.25}
            decimalScale={2}
            suffix=" h"
            value={draft.timeoutSeconds / 3600}
            onChange={(value) => set({ timeoutSeconds: Math.round((Number(value) || 6) * 3600) })}
          />
        </Line>
        <Line words="When rows rest on too few users, AMC removes them, or keeps them without the values that would show them">
          <Checkbox
            label="keep suppressed rows"
            checked={draft.keepSuppressed}
            onChange={(event) => set({ keepSuppressed: event.currentTarget.checked })}
          />
        </Line>
        <Line words="When clocks go forward over its time" problem={problems.clocks}>
          <Checkbox
            label="leave that one out"
            checked={rule.gap === 'skip'}
            onChange={(event) =>
              set({ rule: { ...rule, gap: event.currentTarget.checked ? 'skip' : undefined } })
            }
          />
        </Line>
        <Line words="When clocks go back and show its time twice">
          <Checkbox
            label="run both times"
            checked={rule.repeat === 'twice'}
            onChange={(event) =>
              set({ rule: { ...rule, repeat: event.currentTarget.checked ? 'twice' : undefined } })
            }
          />
        </Line>
      </div>
    </Panel>
  )
}

type LineProps = { words: string; problem?: string; children: ReactNode }

function Line({ words, problem, children }: LineProps) {
  return (
    <div className={classes.line}>
      <span>{words}</span>
      <div>
        {children}
        {problem && <p className={classes.problem}>{problem}</p>}
      </div>
    </div>
  )
}
