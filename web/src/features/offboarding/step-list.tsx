import type { OffBoarding, OffBoardingStep } from '@/api/off-boarding'
import { TimeText } from '@/ui/time-text'
import { amountOf, type Standing, standingsOf, standingWords } from './model'
import classes from './off-boarding.module.css'

type Props = { offBoarding: OffBoarding }

/** The steps by phase: what each would do, or how far it is. */
export function StepList({ offBoarding }: Props) {
  const standings = standingsOf(offBoarding)
  const rows = offBoarding.steps.map((step, at) => ({ step, standing: standings[at] as Standing }))
  const plan = offBoarding.state === 'staying'
  return (
    <>
      <Phase
        title={plan ? 'At once, and can be taken back' : 'Stopping'}
        plan={plan}
        rows={rows.filter(({ step }) => step.phase === 'stop')}
      />
      <Phase
        title={plan ? 'After the grace time, for good' : 'Destroying'}
        plan={plan}
        rows={rows.filter(({ step }) => step.phase === 'destroy')}
      />
    </>
  )
}

type Row = { step: OffBoardingStep; standing: Standing }

function Phase({ title, plan, rows }: { title: string; plan: boolean; rows: Row[] }) {
  return (
    <section>
      <h3 className={classes.phase}>{title}</h3>
      <ol className={classes.steps}>
        {rows.map(({ step, standing }) => (
          <li key={step.name} className={classes.step} data-standing={plan ? undefined : standing}>
            <span>{step.title}</span>
            <span className={`${classes.amount} num`}>
              {plan ? (
                amountOf(step)
              ) : step.doneAt ? (
                <TimeText at={step.doneAt} />
              ) : (
                standingWords[standing]
              )}
            </span>
            {step.problem && (
              <span className={classes.note}>
                It did not go well and is tried again by itself: {step.problem}
              </span>
            )}
            {step.notes.map((note) => (
              <span key={note} className={classes.note}>
                {note}
              </span>
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}
