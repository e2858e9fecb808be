import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import {
  leaveOut,
  organisationKeys,
  type SetUp,
  type SetUpStep,
  setUpQuery,
} from '@/api/organisation'
import { BareCommandButton, CommandButton } from '@/ui/command-button'
import { Page } from '@/ui/page'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './set-up.module.css'
import { type Step, shownStep, stepAfter, stepWords } from './steps'

type Props = {
  /** The step that is asked for; the first open one when there is none. */
  step: string | undefined
  onStep: (step: Step | undefined) => void
  /** What is done in each step. */
  contents: Record<Step, (onDone: () => void) => ReactNode>
}

/** Leads through what an organisation needs to begin; what exists already counts as done. */
export function SetUpPage({ step, onStep, contents }: Props) {
  // Much of it is done on other screens, by other people or by the program itself.
  const setUp = useQuery({ ...setUpQuery(), refetchInterval: 3_000 })
  const steps = setUp.data?.steps ?? []
  const shown = shownStep(steps, step)
  return (
    <Page
      title="Set-up"
      note="Every step can be skipped and come back to. What exists already counts as done."
    >
      {setUp.isPending && <SkeletonRows rows={7} height={56} />}
      {setUp.isError && <ProblemPanel title="The set-up could not be read" error={setUp.error} />}
      {setUp.data?.finished && <Finished />}
      <ol className={classes.steps} aria-label="Steps">
        {steps.map((one) => (
          <StepPart
            key={one.step}
            standing={one}
            open={one.step === shown}
            onOpen={() => onStep(one.step)}
            onNext={() => onStep(stepAfter(steps, one.step))}
          >
            {contents[one.step]}
          </StepPart>
        ))}
      </ol>
    </Page>
  )
}

function Finished() {
  return (
    <div className={classes.finished} role="status">
      <span>
        <strong>The set-up is finished.</strong> You find it again in the menu under your name.
      </span>
      <span className={classes.buttons}>
        <Button component={Link} to="/queries/new?example=true" variant="default">
          Write a first query
        </Button>
        <Button component={Link} to="/">
          Go to Home
        </Button>
      </span>
    </div>
  )
}

const stateWords = { open: 'Open', done: 'Done', skipped: 'Skipped' }

type PartProps = {
  standing: SetUpStep
  open: boolean
  onOpen: () => void
  onNext: () => void
  children: (onDone: () => void) => ReactNode
}

function StepPart({ standing: { step, state }, open, onOpen, onNext, children }: PartProps) {
  const client = useQueryClient()
  const words = stepWords[step]
  const keep = (setUp: SetUp) => client.setQueryData(organisationKeys.setUp, setUp)
  const skip = useMutation({
    mutationFn: () => leaveOut(step, true),
    onSuccess: (setUp) => {
      keep(setUp)
      onNext()
    },
  })
  const resume = useMutation({
    mutationFn: () => leaveOut(step, false),
    onSuccess: (setUp) => {
      keep(setUp)
      onOpen()
    },
  })
  const next = () => {
    void client.invalidateQueries({ queryKey: organisationKeys.all })
    onNext()
  }
  return (
    <li className={classes.step} data-state={state} data-current={open || undefined}>
      <h2 className={classes.heading}>
        <BareCommandButton
          command={{ label: 'Set-up:', subject: words.title, group: 'Set-up' }}
          className={classes.open}
          aria-expanded={open}
          onClick={onOpen}
        >
          <span>{words.title}</span>
          <span className={classes.state}>{stateWords[state]}</span>
        </BareCommandButton>
      </h2>
      {open && (
        <div className={classes.content}>
          <p className={classes.why}>{state === 'done' ? words.done : words.why}</p>
          {children(next)}
          {(skip.error ?? resume.error) && (
            <ProblemPanel title="That did not work" error={skip.error ?? resume.error} />
          )}
          <div className={classes.buttons}>
            {state === 'open' && (
              <CommandButton
                command={{ label: 'Skip', subject: words.title, group: 'Set-up' }}
                variant="default"
                loading={skip.isPending}
                onClick={() => skip.mutate()}
              >
                Skip for now
              </CommandButton>
            )}
            {state === 'skipped' && (
              <CommandButton
                command={{ label: 'Come back to', subject: words.title, group: 'Set-up' }}
                variant="default"
                loading={resume.isPending}
                onClick={() => resume.mutate()}
              >
                Do not skip it
              </CommandButton>
            )}
            {state !== 'open' && (
              <CommandButton
                command={{ label: 'Go on after', subject: words.title, group: 'Set-up' }}
                variant={state === 'done' ? 'filled' : 'default'}
                onClick={next}
              >
                Go on
              </CommandButton>
            )}
          </div>
        </div>
      )}
    </li>
  )
}
