import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { meKeys } from '@/api/me'
import { myPasskeysQuery, removePasskey } from '@/api/passkeys'
import table from '@/ui/data-table.module.css'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './account.module.css'
import { AddPasskey } from './add-passkey'
import { PasskeyRow } from './passkey-row'
import { RecoveryCodes } from './recovery-codes'

/** One's passkeys: what lets one in without a password. */
export function PasskeyPanel() {
  const client = useQueryClient()
  const mine = useQuery(myPasskeysQuery())
  const [codes, setCodes] = useState<string[]>([])
  const refresh = () => client.invalidateQueries({ queryKey: meKeys.all })
  const removing = useMutation({ mutationFn: removePasskey, onSuccess: refresh })
  const found = mine.data ?? []
  return (
    <Panel title="Passkeys">
      <div className={classes.wide}>
        {mine.isPending && <SkeletonRows rows={2} />}
        {mine.isError && (
          <ProblemPanel title="Your passkeys could not be read" error={mine.error} />
        )}
        {codes.length > 0 && <RecoveryCodes codes={codes} />}
        {found.length === 0 ? (
          <p>
            A passkey lets you in by your finger, your face or the PIN of a device, without a
            password and without a code. It works here only, so that nobody can trick you into
            giving it away.
          </p>
        ) : (
          <table className={table.table}>
            <thead>
              <tr>
                <th>Passkey</th>
                <th>Added</th>
                <th>Last used</th>
                <th aria-label="Actions" />
              </tr>
            </thead>
            <tbody>
              {found.map((one) => (
                <PasskeyRow
                  key={one.id}
                  passkey={one}
                  removing={removing.isPending}
                  onRemove={() => removing.mutate(one.id)}
                  onRenamed={refresh}
                />
              ))}
            </tbody>
          </table>
        )}
        {removing.isError && (
          <ProblemPanel title="The passkey was not removed" error={removing.error} />
        )}
        <AddPasskey
          onAdded={(made) => {
            setCodes(made)
            return refresh()
          }}
        />
      </div>
    </Panel>
  )
}
