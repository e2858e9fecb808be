import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type Channel, channelKeys, removeChannel, tryChannel } from '@/api/notices'
import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { Facts } from '@/ui/facts'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import badge from '@/ui/state-badge.module.css'
import { TimeText } from '@/ui/time-text'
import { serviceWords } from './model/address'
import { kindWords, severityWords } from './model/words'
import classes from './notifications.module.css'

/** One channel: where it leads, what it takes, whether messages arrive. */
export function ChannelCard({ channel, onEdit }: { channel: Channel; onEdit: () => void }) {
  const cache = useQueryClient()
  const refresh = () => cache.invalidateQueries({ queryKey: channelKeys.all })
  const trying = useMutation({ mutationFn: () => tryChannel(channel.id), onSuccess: refresh })
  const removing = useMutation({ mutationFn: () => removeChannel(channel), onSuccess: refresh })
  const { quiet, failure } = channel
  const words = (label: string) => ({ label, subject: channel.name, group: 'Notifications' })
  return (
    <Panel
      title={channel.name}
      actions={
        <div className={classes.actions}>
          <CommandButton
            command={words('Test')}
            variant="default"
            loading={trying.isPending}
            onClick={() => trying.mutate()}
          >
            Test
          </CommandButton>
          <CommandButton command={words('Edit')} variant="default" onClick={onEdit}>
            Edit
          </CommandButton>
          <ConfirmButton
            command={words('Remove')}
            question="Its address is destroyed, and what it was still to be told is not told there."
            confirmLabel="Remove"
            onConfirm={() => removing.mutate()}
          >
            Remove
          </ConfirmButton>
        </div>
      }
    >
      <div className={classes.channel}>
        <Facts
          facts={[
            { term: 'State', value: <ChannelMark channel={channel} /> },
            { term: serviceWords[channel.service], value: channel.address },
            { term: 'Takes', value: takenWords(channel) },
            quiet !== undefined && {
              term: 'Quiet',
              value: `${quiet.from}–${quiet.until}, ${quiet.zone}${quiet.urgentPasses ? '; urgent passes' : ''}`,
            },
            channel.sentAt !== undefined && {
              term: 'Last arrived',
              value: <TimeText at={channel.sentAt} />,
            },
            channel.waiting > 0 && { term: 'Waiting', value: plural(channel.waiting, 'notice') },
          ]}
        />
        {failure && !trying.data && (
          <ProblemPanel
            title="The last message did not arrive"
            error={failure.message}
            next={failure.next}
          />
        )}
        {trying.data?.arrived && (
          <p className={classes.outcome} role="status">
            The test arrived after {trying.data.durationMs} ms. Look for it there.
          </p>
        )}
        {trying.data?.problem && (
          <ProblemPanel
            title="The test did not arrive"
            error={trying.data.problem.message}
            next={trying.data.problem.next}
          />
        )}
        {trying.isError && <ProblemPanel title="The test was not sent" error={trying.error} />}
        {removing.isError && (
          <ProblemPanel title="The channel was not removed" error={removing.error} />
        )}
      </div>
    </Panel>
  )
}

const looks = {
  off: { tone: 'idle', shape: '○', word: 'Off' },
  untried: { tone: 'idle', shape: '◌', word: 'Not tried yet' },
  working: { tone: 'good', shape: '●', word: 'Working' },
  failing: { tone: 'bad', shape: '✕', word: 'Failing' },
}

function ChannelMark({ channel }: { channel: Channel }) {
  const { tone, shape, word } = looks[channel.active ? channel.state : 'off']
  return (
    <span className={badge.badge} data-tone={tone}>
      <span aria-hidden>{shape}</span>
      {word}
    </span>
  )
}

/** What a channel takes, in words. */
function takenWords({ mine, severities, kinds, clientIds }: Channel): string {
  if (mine) return 'only what is for you alone'
  const known = <K extends string>(words: Record<K, string>, all: string[]) =>
    all.map((word) => (word in words ? words[word as K] : word)) // the line before has looked
  const parts = [
    known(severityWords, severities).join(', '),
    known(kindWords, kinds).join(', '),
    clientIds.length > 0 ? plural(clientIds.length, 'client') : '',
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(' · ') : 'everything'
}
