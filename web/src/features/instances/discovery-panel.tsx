import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { connectionKeys } from '@/api/connections'
import { type Discovery, discoveriesQuery, isOpen, stopDiscovery } from '@/api/discoveries'
import { CommandButton } from '@/ui/command-button'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { TimeText } from '@/ui/time-text'
import { DiscoveryChanges } from './discovery-changes'
import classes from './discovery-panel.module.css'
import { changeWords, foundWords, stateWords } from './discovery-words'

/** When instances were last looked for, what came of it, and of the times before. */
export function DiscoveryPanel() {
  const discoveries = useQuery(discoveriesQuery())
  const [all, setAll] = useState(false)
  if (discoveries.isError) {
    return <ProblemPanel title="The discoveries could not be read" error={discoveries.error} />
  }
  const [last] = discoveries.data ?? []
  if (!discoveries.data || !last) return null
  const shown = all
    ? discoveries.data
    : discoveries.data.filter((one) => one === last || isOpen(one))
  return (
    <Panel
      flush
      title="Looking for instances"
      actions={
        discoveries.data.length > 1 && (
          <CommandButton
            command={{
              label: all ? 'Show the last discovery only' : 'Show all discoveries',
              group: 'Instances',
              words: 'history changed gone new',
            }}
            variant="default"
            aria-expanded={all}
            onClick={() => setAll(!all)}
          >
            {all ? 'Show the last only' : 'Show all'}
          </CommandButton>
        )
      }
    >
      <ul className={classes.list}>
        {shown.map((discovery) => (
          <DiscoveryRow key={discovery.id} discovery={discovery} />
        ))}
      </ul>
    </Panel>
  )
}

function DiscoveryRow({ discovery }: { discovery: Discovery }) {
  const cache = useQueryClient()
  const [open, setOpen] = useState(false)
  const stop = useMutation({
    mutationFn: () => stopDiscovery(discovery.id),
    onSettled: () => cache.invalidateQueries({ queryKey: connectionKeys.all }),
  })
  const name = `${discovery.region} of ${discovery.startedAt}`
  return (
    <li className={classes.row}>
      <div className={classes.line}>
        <span className={classes.when}>
          <TimeText at={discovery.startedAt} />
        </span>
        <span className={classes.what}>
          <span className={classes.found}>
            {discovery.region}, {stateWords(discovery)}: {foundWords(discovery)}
            {isOpen(discovery) ? ' so far' : `, ${changeWords(discovery)}`}
          </span>
          <span className="quiet">
            {discovery.person ? `by ${discovery.person.name}` : 'by the program itself'}
          </span>
        </span>
        {isOpen(discovery) ? (
          <CommandButton
            command={{ label: 'Stop looking', subject: name, group: 'Instances' }}
            variant="default"
            loading={stop.isPending}
            disabled={discovery.state === 'stopping'}
            onClick={() => stop.mutate()}
          >
            Stop
          </CommandButton>
        ) : (
          <CommandButton
            command={{ label: 'What changed', subject: name, group: 'Instances' }}
            variant="subtle"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? 'Hide' : 'What changed'}
          </CommandButton>
        )}
      </div>
      {stop.isError && <ProblemPanel title="It does not stop" error={stop.error} />}
      {open && <DiscoveryChanges id={discovery.id} />}
    </li>
  )
}
