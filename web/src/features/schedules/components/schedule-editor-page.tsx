import { Button, Textarea, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useBlocker } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { instancesQuery } from '@/api/instances'
import { queriesQuery, queryQuery } from '@/api/queries'
import { peopleQuery, type Schedule } from '@/api/schedules'
import { CommandButton } from '@/ui/command-button'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { askedNames, type Draft, type Problems } from '../model/draft'
import { problemsByPart } from '../model/problems'
import { useAsked } from '../use-asked'
import { useScheduleDraft } from '../use-schedule-draft'
import { FiringsPanel, usePreview } from './firings-panel'
import { LeaveDialog } from './leave-dialog'
import { PolicyPanel } from './policy-panel'
import { ResponsibleField } from './responsible-field'
import { ScheduleConflict } from './schedule-conflict'
import classes from './schedules.module.css'
import { SentenceForm } from './sentence-form'
import { ValueTable } from './value-table'

type Props = {
  begin: Draft
  /** The schedule that is changed, as it was read; null for a new one. */
  read: Schedule | null
  onSaved: (schedule: Schedule) => void
}

/** Makes or changes a schedule: one sentence, what it means, and what happens else. */
export function ScheduleEditorPage({ begin, read, onSaved }: Props) {
  const [queryId, setQueryId] = useState({ id: begin.queryId, version: begin.queryVersion })
  const { asked, ready, error: askedError } = useAsked(queryId.id, queryId.version)
  const form = useScheduleDraft(begin, read, asked)
  const { draft, problems } = form
  if (queryId.id !== draft.queryId || queryId.version !== draft.queryVersion) {
    setQueryId({ id: draft.queryId, version: draft.queryVersion })
  }
  const { data: known = [] } = useQuery(instancesQuery())
  const instances = known.filter(
    ({ id, offBoardedAt }) =>
      !offBoardedAt || draft.targets.some(({ instanceId }) => instanceId === id),
  )
  const [words, setWords] = useState('')
  const queries = useChoosable(words, draft.queryId)
  const preview = usePreview({ rule: draft.rule, window: draft.window, settle: draft.settle })
  const previewed: Problems = Object.fromEntries(
    (preview.preview.data?.problems ?? []).map(({ pointer, message }) => [pointer, message]),
  )
  const { parts, others } = problemsByPart({ ...previewed, ...problems })

  // Saving leaves the page, too, and is no loss.
  const saved = useRef(false)
  const leaving = useBlocker({
    shouldBlockFn: () => form.dirty && !saved.current,
    enableBeforeUnload: () => form.dirty,
    withResolver: true,
  })

  async function save(how: () => Promise<Schedule | null>) {
    const done = await how()
    if (!done) return
    saved.current = true
    onSaved(done)
  }

  const { data: people = [] } = useQuery(peopleQuery())
  const names = {
    instance: (id: string) => instances.find((known) => known.id === id)?.name ?? id,
    query: (id: string) =>
      [...queries, ...(form.theirs ? [form.theirs.query] : [])].find((known) => known.id === id)
        ?.name ?? id,
    person: (id: string) =>
      [
        ...people,
        ...(read ? [read.responsible] : []),
        ...(form.theirs ? [form.theirs.responsible] : []),
      ].find((known) => known.id === id)?.name ?? id,
  }
  const title = read ? `Change ${read.name}` : 'New schedule'
  return (
    <Page
      title={title}
      actions={
        <>
          <Button
            variant="default"
            renderRoot={(props) =>
              read ? (
                <Link {...props} to="/schedules/$scheduleId" params={{ scheduleId: read.id }} />
              ) : (
                <Link {...props} to="/schedules" />
              )
            }
          >
            Cancel
          </Button>
          <CommandButton
            command={{ label: 'Save the schedule', group: 'Schedule', keys: 'mod+s' }}
            loading={form.saving}
            disabled={!ready}
            onClick={() => void save(form.save)}
          >
            {read ? 'Save changes' : 'Make schedule'}
          </CommandButton>
        </>
      }
    >
      {askedError && (
        <ProblemPanel title="What the query asks for could not be read" error={askedError} />
      )}
      {form.error && (
        <ProblemPanel
          title={read ? 'The changes were not saved' : 'The schedule was not made'}
          error={others.length > 0 ? new Error(others.join(' · ')) : form.error}
        />
      )}
      <div className={classes.editor}>
        <div className={classes.column}>
          <Panel>
            <SentenceForm
              draft={draft}
              queries={queries}
              onSearchQueries={setWords}
              instances={instances}
              problems={parts}
              onChange={form.change}
            />
          </Panel>
          {askedNames(asked).length > 0 && (
            <Panel title="Values of the query" flush>
              <ValueTable
                draft={draft}
                asked={asked}
                instances={instances}
                problems={problems}
                onChange={form.change}
              />
            </Panel>
          )}
          <PolicyPanel draft={draft} problems={parts} onChange={form.change} />
          <Panel title="What it is called, and whose it is">
            <div className={classes.names}>
              <TextInput
                label="Name"
                maxLength={200}
                value={draft.name}
                error={parts.name}
                onChange={(event) => form.change({ ...draft, name: event.currentTarget.value })}
              />
              <Textarea
                label="Description"
                autosize
                minRows={1}
                maxRows={6}
                placeholder="Who reads it, and what for"
                value={draft.description}
                onChange={(event) =>
                  form.change({ ...draft, description: event.currentTarget.value })
                }
              />
              <ResponsibleField
                draft={draft}
                people={people}
                before={read?.responsible}
                problem={parts.responsible}
                onChange={form.change}
              />
            </div>
          </Panel>
        </div>
        <FiringsPanel {...preview} />
      </div>
      <ScheduleConflict
        theirs={form.theirs}
        mine={draft}
        names={names}
        onKeepMine={() => void save(form.keepMine)}
        onTakeTheirs={form.takeTheirs}
        onClose={form.closeConflict}
      />
      <LeaveDialog
        open={leaving.status === 'blocked'}
        onStay={() => leaving.reset?.()}
        onLeave={() => leaving.proceed?.()}
      />
    </Page>
  )
}

/** Queries to choose from by the words that are typed, and the one that is chosen. */
function useChoosable(words: string, chosenId: string) {
  const [search] = useDebouncedValue(words.trim(), 200)
  const chosen = useQuery({ ...queryQuery(chosenId), enabled: chosenId !== '' })
  // What stands in the field of a chosen query is its name, and no search.
  const asked = search === chosen.data?.name ? '' : search
  const list = useInfiniteQuery(queriesQuery({ search: asked || undefined }))
  const found = list.data?.pages.flatMap((page) => page.items) ?? []
  return chosen.data && !found.some(({ id }) => id === chosenId) ? [chosen.data, ...found] : found
}
