import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { plural } from '@/lib/number'
import { EmptyState } from '@/ui/empty-state'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import classes from './home-page.module.css'

type Props = {
  name: string
  connected: boolean
  instances: number
  reminder: ReactNode
  example: ReactNode
}

/** The first day: connect, look at the instances, run a first query. */
export function FirstSteps({ name, connected, instances, reminder, example }: Props) {
  const ready = connected && instances > 0
  return (
    <Page
      title={`Welcome, ${name}`}
      tabTitle="Home"
      note="Three steps to the first finished AMC query."
    >
      {reminder}
      <ol className={classes.steps}>
        <li
          className={classes.step}
          data-done={connected || undefined}
          data-current={!connected || undefined}
        >
          <div>
            <h2>Connect Amazon</h2>
            <p>
              You are taken to Amazon's consent page and back. Without an Amazon app of your own the
              built-in sandbox stands in for it.
            </p>
          </div>
          <Button component={Link} to="/connections" variant={connected ? 'default' : 'filled'}>
            {connected ? 'See the connection' : 'Connect Amazon'}
          </Button>
        </li>
        <li className={classes.step} data-done={ready || undefined}>
          <div>
            <h2>See your instances</h2>
            <p className="num">
              {instances > 0
                ? `${plural(instances, 'instance')} found. Give each client its name and colour.`
                : 'Every instance your consent reaches appears by itself, by client.'}
            </p>
          </div>
          <Button component={Link} to="/instances" variant="default">
            Instances
          </Button>
        </li>
        <li className={classes.step} data-current={ready || undefined}>
          <div>
            <h2>Run a first query</h2>
            <p>This one tells how many people each campaign reached, and how often.</p>
          </div>
          <Button
            component={Link}
            to="/queries/new?example=true"
            variant={ready ? 'filled' : 'default'}
          >
            Open it in the editor
          </Button>
          <div className={classes.example}>{example}</div>
        </li>
      </ol>
    </Page>
  )
}

/** Home of somebody who was given no client yet, or no longer has one. */
export function NoAccess({ name }: { name: string }) {
  return (
    <Page title={`Welcome, ${name}`} tabTitle="Home">
      <Panel>
        <EmptyState title="You see no client yet">
          Ask an owner, or an administrator of the client you work for, to give you access. What it
          lets you see appears here by itself; nothing has to be loaded again.
        </EmptyState>
      </Panel>
    </Page>
  )
}
