import { Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type DataSet, dataSetKeys, dataSetsQuery, removeDataSet } from '@/api/data-sets'
import { dataSourceKeys } from '@/api/data-sources'
import type { Instance } from '@/api/instances'
import { useMay } from '@/lib/may'
import { plural } from '@/lib/number'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import { CopyableId } from '@/ui/copyable-id'
import table from '@/ui/data-table.module.css'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { textOfDataSet } from '../model/data-set-text'
import { DataSetForm } from './data-set-form'
import classes from './data-set-panel.module.css'

type Props = {
  instances: Instance[]
  /** The instance one works for. */
  instanceId: string | undefined
  /** The name of a data set to edit. */
  editing: string | undefined
  onEdit: (name: string | undefined) => void
  onInstance: (id: string | undefined) => void
  onClose: () => void
  onDeclared: (name: string) => void
}

/** The uploaded data sets of one instance: what is declared, and declaring more. */
export function DataSetPanel({ instances, instanceId, editing, ...on }: Props) {
  const [picked, setPicked] = useState(instanceId ?? instances[0]?.id)
  const chosen = instanceId ?? picked
  return (
    <div className={classes.panel}>
      <Panel
        title="Uploaded data sets"
        actions={
          <CommandButton
            command={{ label: 'Close the data sets', group: 'Data sets' }}
            variant="default"
            size="compact-sm"
            onClick={on.onClose}
          >
            Close
          </CommandButton>
        }
      >
        <p className={classes.lead}>
          An advertiser uploads tables of its own to an instance: orders of a shop, members of a
          loyalty scheme. Amazon does not say everything about them. Once one is declared here,
          checks, completion and help know it as a table of that instance. Nothing is written to
          Amazon; the sandbox makes the table, with rows of its own invention.
        </p>
        <Select
          label="Instance"
          searchable
          className={classes.instance}
          value={chosen ?? null}
          data={instances.map(({ id, name, client }) => ({
            value: id,
            label: `${client.name} · ${name}`,
          }))}
          onChange={(id) => {
            setPicked(id ?? undefined)
            on.onInstance(id ?? undefined)
          }}
        />
      </Panel>
      {chosen && <Declared key={chosen} instanceId={chosen} editing={editing} {...on} />}
    </div>
  )
}

type DeclaredProps = Pick<Props, 'editing' | 'onEdit' | 'onDeclared'> & { instanceId: string }

function Declared({ instanceId, editing, onEdit, onDeclared }: DeclaredProps) {
  const client = useQueryClient()
  const declares = useMay().on('manager', instanceId)
  const sets = useQuery(dataSetsQuery(instanceId))
  if (sets.isPending) {
    return (
      <Panel flush>
        <SkeletonRows rows={3} />
      </Panel>
    )
  }
  if (sets.isError) {
    return <ProblemPanel title="The data sets could not be read" error={sets.error} />
  }
  const shown = sets.data.find(({ name }) => name === editing)
  const changed = () => {
    void client.invalidateQueries({ queryKey: dataSetKeys.of(instanceId) })
    void client.invalidateQueries({ queryKey: dataSourceKeys.all })
  }
  return (
    <>
      <Panel
        title={sets.data.length === 0 ? 'No data set yet' : plural(sets.data.length, 'data set')}
        flush={sets.data.length > 0}
      >
        {sets.data.length === 0 ? (
          <p className="quiet">
            None is declared for this instance yet.{' '}
            {declares ? (
              <>
                Write one below, or paste the file that you give to{' '}
                <code>recomamp sql check --dataset</code>.
              </>
            ) : (
              'Declaring one takes the role manager on it.'
            )}
          </p>
        ) : (
          <div className={table.scroll}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th>Name</th>
                  <th>Kind</th>
                  <th>Event time</th>
                  <th>Columns</th>
                  <th>
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {sets.data.map((set) => (
                  <DataSetRow
                    key={set.name}
                    set={set}
                    instanceId={instanceId}
                    declares={declares}
                    onEdit={() => onEdit(set.name)}
                    onRemoved={() => {
                      if (editing === set.name) onEdit(undefined)
                      changed()
                    }}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
      {declares && (
        <Panel
          title={shown ? `Change ${shown.name}` : 'Declare a data set'}
          actions={
            shown && (
              <CommandButton
                command={{ label: 'Declare another data set', group: 'Data sets' }}
                variant="default"
                size="compact-sm"
                onClick={() => onEdit(undefined)}
              >
                Declare another
              </CommandButton>
            )
          }
        >
          <DataSetForm
            key={shown ? `${shown.name}@${shown.version}` : 'new'}
            instanceId={instanceId}
            declared={sets.data}
            initial={shown ? textOfDataSet(shown) : ''}
            onDeclared={(name) => {
              changed()
              onDeclared(name)
            }}
          />
        </Panel>
      )}
    </>
  )
}

type RowProps = {
  set: DataSet
  instanceId: string
  /** Who looks may change it. */
  declares: boolean
  onEdit: () => void
  onRemoved: () => void
}

function DataSetRow({ set, instanceId, declares, onEdit, onRemoved }: RowProps) {
  const removing = useMutation({
    mutationFn: () => removeDataSet(instanceId, set),
    onSuccess: onRemoved,
  })
  return (
    <tr>
      <td>
        <CopyableId value={set.name} label="data set" />
        {removing.isError && <ProblemPanel title="It was not removed" error={removing.error} />}
      </td>
      <td data-label="Kind">{set.kind}</td>
      <td data-label="Event time">{set.eventTime || <span className="quiet">–</span>}</td>
      <td data-label="Columns">{set.columns.map(({ name }) => name).join(', ')}</td>
      <td className={`${table.right} ${table.actions}`}>
        {declares && (
          <>
            <CommandButton
              command={{ label: 'Edit data set', subject: set.name, group: 'Data sets' }}
              variant="default"
              size="compact-xs"
              onClick={onEdit}
            >
              Edit
            </CommandButton>{' '}
            <ConfirmButton
              command={{ label: 'Remove data set', subject: set.name, group: 'Data sets' }}
              size="compact-xs"
              loading={removing.isPending}
              question={`Checks will no longer know ${set.name} on this instance. Nothing is deleted at Amazon.`}
              confirmLabel={`Remove ${set.name}`}
              onConfirm={() => removing.mutate()}
            >
              Remove
            </ConfirmButton>
          </>
        )}
      </td>
    </tr>
  )
}
