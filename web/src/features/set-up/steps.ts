import type { SetUpStep } from '@/api/organisation'

export type Step = SetUpStep['step']

/** What each step is called, and why somebody would do it. */
export const stepWords: Record<Step, { title: string; why: string; done: string }> = {
  organisation: {
    title: 'Name your organisation',
    why: 'The name stands over everybody’s Home. New schedules begin with its time zone.',
    done: 'Your organisation has a name and a time zone.',
  },
  connection: {
    title: 'Connect Amazon',
    why: 'You are taken to Amazon’s consent page and back. Tokens are kept encrypted and never leave the server. Without an Amazon app of your own the built-in sandbox stands in for it.',
    done: 'Amazon is connected.',
  },
  instances: {
    title: 'Find accounts and instances',
    why: 'Every account and instance that the consent reaches appears by itself. It is looked again every day, and whenever you ask.',
    done: 'They are looked for again every day, and whenever you ask.',
  },
  clients: {
    title: 'Give a client its name and colour',
    why: 'Each advertiser that was found is a client. Call it as your people do, and give it the colour that follows it everywhere.',
    done: 'A client has been given its name or colour.',
  },
  people: {
    title: 'Invite people',
    why: 'Each gets a link to hand over, and only what you give them: a role on a client or on an instance, from viewer to administrator.',
    done: 'You are not alone any more.',
  },
  channel: {
    title: 'Have trouble told',
    why: 'What needs a person is behind the bell. A channel tells it outside as well: by mail, Slack, Teams, Discord or webhook.',
    done: 'A channel tells of trouble.',
  },
  self_test: {
    title: 'Run the self-test',
    why: 'It looks at all that RecomAMP stands on, and runs a query from end to end.',
    done: 'The newest self-test found nothing broken.',
  },
}

/** The step that is shown: the one asked for, else the first that is open. */
export function shownStep(steps: SetUpStep[], asked: string | undefined): Step | undefined {
  return (steps.find(({ step }) => step === asked) ?? steps.find(({ state }) => state === 'open'))
    ?.step
}

/** The next step that is open after one, else the first that is. */
export function stepAfter(steps: SetUpStep[], step: Step): Step | undefined {
  const at = steps.findIndex((one) => one.step === step)
  const turned = [...steps.slice(at + 1), ...steps.slice(0, at)]
  return turned.find(({ state }) => state === 'open')?.step
}
