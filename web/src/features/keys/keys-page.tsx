import { Progress } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  type EncryptionKeys,
  encryptionKeysQuery,
  keyKeys,
  retireKeys,
  rotateKeys,
} from '@/api/keys'
import { plural } from '@/lib/number'
import { useNow } from '@/lib/use-now'
import { useWishKey } from '@/lib/use-wish-key'
import { ConfirmButton } from '@/ui/confirm-button'
import table from '@/ui/data-table.module.css'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import classes from './keys-page.module.css'
import { rotationOf } from './model'

/** The keys that seal secrets: which there are, what each has sealed, and their rotation. */
export function KeysPage() {
  const keys = useQuery(encryptionKeysQuery())
  const client = useQueryClient()
  const wish = useWishKey()
  const done = {
    onSuccess: (now: EncryptionKeys) => {
      wish.renew()
      client.setQueryData(keyKeys.all, now)
    },
  }
  const rotate = useMutation({ mutationFn: () => rotateKeys(`rotate-${wish.current()}`), ...done })
  const retire = useMutation({ mutationFn: () => retireKeys(`retire-${wish.current()}`), ...done })
  return (
    <Page
      title="Encryption keys"
      note="Amazon's tokens, the addresses of channels and the keys that results are sealed with, one for each client, lie sealed in the database. A rotation adds a key and seals all of them with it, while everything runs."
      actions={
        <ConfirmButton
          command={{ label: 'Rotate the encryption keys', group: 'Security', words: 'encryption' }}
          harmless
          question="A new key is added and everything is sealed with it. Nobody notices; older keys stay until you remove them. Back the keyset up afterwards."
          confirmLabel="Rotate now"
          loading={rotate.isPending}
          onConfirm={() => rotate.mutate()}
        >
          Rotate
        </ConfirmButton>
      }
    >
      {rotate.isError && <ProblemPanel title="The keys were not rotated" error={rotate.error} />}
      {retire.isError && <ProblemPanel title="No key was removed" error={retire.error} />}
      <Panel flush>
        {keys.isPending && <SkeletonRows rows={2} />}
        {keys.isError && <ProblemPanel title="The keys could not be read" error={keys.error} />}
        {keys.data && <KeyTable keys={keys.data} />}
      </Panel>
      {keys.data && (
        <Rotation keys={keys.data} retiring={retire.isPending} onRetire={() => retire.mutate()} />
      )}
    </Page>
  )
}

function KeyTable({ keys: { keys, rotatedAt } }: { keys: EncryptionKeys }) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Key</th>
          <th>Since</th>
          <th>Use</th>
          <th className={table.right}>Secrets it has sealed</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <td className={`${table.strong} num`}>{key.id}</td>
            <td data-label="Since">
              {key.primary && rotatedAt ? (
                <TimeText at={rotatedAt} />
              ) : (
                <span className="quiet">{key.primary ? 'the beginning' : 'earlier'}</span>
              )}
            </td>
            <td data-label="Use">{key.primary ? 'seals and opens' : 'only opens'}</td>
            <td data-label="Secrets it has sealed" className={`${table.right} num`}>
              {key.values}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type RotationProps = { keys: EncryptionKeys; retiring: boolean; onRetire: () => void }

/** How far a rotation is, and the end of keys that are no longer needed. */
function Rotation({ keys, retiring, onRetire }: RotationProps) {
  const rotation = rotationOf(keys, useNow())
  return (
    <>
      {keys.unknown > 0 && (
        <ProblemPanel
          title={`${keys.unknown} secrets open with none of the keys`}
          error="The key that sealed them is not in the keyset: what they are for asks to be connected again."
          next="Put the missing key back into the keyset from a backup, or connect again and enter the addresses of those channels."
        />
      )}
      {keys.unsealedResults > 0 && (
        <Panel>
          <p role="status" className="num">
            {plural(keys.unsealedResults, 'result')} from before results were sealed{' '}
            {keys.unsealedResults === 1 ? 'is' : 'are'} being sealed in the background, and can be
            read meanwhile.
          </p>
        </Panel>
      )}
      {rotation.state === 'sealing' && (
        <Panel>
          <div className={classes.progress}>
            <Progress value={rotation.percent} aria-label="Sealed with the new key" />
            <p role="status" className="num">
              {rotation.done} of {rotation.all} secrets are sealed with the new key.
            </p>
          </div>
        </Panel>
      )}
      {(rotation.state === 'settling' || rotation.state === 'sealed') && (
        <Panel>
          <div className={classes.retire}>
            <p role="status">
              Everything is sealed with the newest key. Older ones are needed only to read backups
              of the database from before the rotation.
              {rotation.state === 'settling' && (
                <>
                  {' '}
                  They can be removed <TimeText at={rotation.until} />: until then a server that was
                  stopped in the middle of sealing may come back.
                </>
              )}
            </p>
            {rotation.state === 'sealed' && (
              <ConfirmButton
                command={{ label: 'Remove the older encryption keys', group: 'Security' }}
                question="What they have sealed cannot be opened any more, such as a backup of the database from before the rotation."
                confirmLabel="Remove them for good"
                loading={retiring}
                onConfirm={onRetire}
              >
                Remove older keys
              </ConfirmButton>
            )}
          </div>
        </Panel>
      )}
    </>
  )
}
