import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { type Execution, executionQuery } from '@/api/executions'
import { clientsQuery, instancesQuery } from '@/api/instances'
import type { Placeholder, Query } from '@/api/queries'
import type { Person } from '@/api/session'
import type { CodeEditorHandle } from '@/features/editor/components/code-editor'
import { ConflictPanel } from '@/features/editor/components/conflict-panel'
import { SqlEditor } from '@/features/editor/components/lazy-editor'
import { LineagePanel } from '@/features/editor/components/lineage-panel'
import { ParameterDeclarations } from '@/features/editor/components/parameter-declarations'
import { PlaceholderDeclarations } from '@/features/editor/components/placeholder-declarations'
import { ProblemStrip } from '@/features/editor/components/problem-strip'
import { SavePanel } from '@/features/editor/components/save-panel'
import { SqlView } from '@/features/editor/components/sql-view'
import { TabStrip } from '@/features/editor/components/tab-strip'
import { VersionPanel } from '@/features/editor/components/version-panel'
import { Workbench } from '@/features/editor/components/workbench'
import { type Content, ranBy } from '@/features/editor/model/draft'
import { savedKey } from '@/features/editor/model/draft-store'
import { useDocument } from '@/features/editor/use-document'
import { useDrafts } from '@/features/editor/use-drafts'
import { useDiagnostics, useLanguageService } from '@/features/editor/use-language-service'
import { usePanes } from '@/features/editor/use-panes'
import { useSave } from '@/features/editor/use-save'
import { runRequest } from '@/features/run/model/run-request'
import type { RunSettings } from '@/features/run/model/window-choice'
import { RunBar } from '@/features/run/run-bar'
import { RunPanel } from '@/features/run/run-panel'
import { SentPreview } from '@/features/run/sent-preview'
import { carryRunSettings, type Runnable, useRun, useRunSettings } from '@/features/run/use-run'
import { UsualTime } from '@/features/run/usual-time'
import { useMay } from '@/lib/may'
import { askedPlaceholders } from '@/lib/placeholder-values'
import { EmptyState } from '@/ui/empty-state'
import { usePageTitle } from '@/ui/page'
import { QueryAbout } from './query-about'
import { useTableNames } from './table-names'
import { useWorkContext } from './work-context'
import { useWorkbenchCommands } from './workbench-commands'
import { WorkbenchNotices } from './workbench-notices'
import { WorkbenchOutcome } from './workbench-outcome'
import { WorkbenchSchema } from './workbench-schema'

type Props = {
  person: Person
  /** A saved query, or new writing. */
  source: { query: Query } | { draftId: string; start: Content; settings?: RunSettings }
  /** The run whose outcome is shown; it lives in the URL. */
  executionId: string | undefined
  onRunStarted: (executionId: string) => void
  onSaved: (query: Query) => void
  /** Goes on to a schedule of the saved query. */
  onSchedule?: () => void
  /** Another tab is to be shown, or none is left. */
  onShow: (key: string | null) => void
}

/** The saved version that the text is: the query's, or that of the execution that is repeated. */
function savedVersion(query: Query | null, repeated: Execution | null, content: Content) {
  if (query) return { queryId: query.id, queryVersion: query.version }
  return repeated?.queryId && ranBy(repeated, content)
    ? { queryId: repeated.queryId, queryVersion: repeated.queryVersion }
    : null
}

/** The query editor with everything around it: schema, checks, saving, running, results. */
export function QueryWorkbench({
  person,
  source,
  executionId,
  onRunStarted,
  onSaved,
  onSchedule,
  onShow,
}: Props) {
  const store = useDrafts(person.id)
  const document = useDocument(store, source)
  const { content } = document
  const query = 'query' in source ? source.query : null
  const editor = useRef<CodeEditorHandle>(null)
  const schemaSearch = useRef<HTMLInputElement>(null)
  const context = useWorkContext()
  const { data: known = [] } = useQuery(instancesQuery())
  const instances = known.filter(({ offBoardedAt }) => !offBoardedAt)
  const { data: clients = [] } = useQuery(clientsQuery())

  const fallback =
    content.instanceId ??
    context.instance?.id ??
    instances.find((instance) => instance.client.id === (content.clientId ?? context.client?.id))
      ?.id ??
    (instances.length === 1 ? instances[0]?.id : undefined)
  const { settings, change: changeSettings } = useRunSettings(
    document.key,
    fallback,
    'settings' in source ? source.settings : undefined,
  )
  const { data: repeated = null } = useQuery({
    ...executionQuery(settings.repeats ?? ''),
    enabled: settings.repeats !== undefined,
  })
  const sqlContext = useMemo(
    () => ({
      instanceId: settings.instanceId,
      parameters: content.parameters,
      placeholders: content.placeholders.map(({ name }) => name),
    }),
    [settings.instanceId, content.parameters, content.placeholders],
  )
  const service = useLanguageService(sqlContext)
  const check = useDiagnostics(content.sql, sqlContext)
  const panes = usePanes(executionId)
  const {
    run,
    problems,
    starting,
    error: runError,
  } = useRun(
    (id) => {
      onRunStarted(id)
      panes.showBelow('result')
    },
    () => panes.showSide('run'),
  )
  const asked = useMemo(
    () => ({
      parameters: content.parameters,
      placeholders: askedPlaceholders(content.placeholders, check.placeholders),
    }),
    [content.parameters, content.placeholders, check.placeholders],
  )
  const names = useTableNames(settings.instanceId, asked.placeholders)
  const declare = (placeholder: Placeholder) =>
    document.change({ placeholders: [...content.placeholders, placeholder] })
  const saving = useSave({
    store,
    document,
    query,
    onSaved: (saved) => {
      if (!query) carryRunSettings(document.key, savedKey(saved.id))
      onSaved(saved)
    },
  })
  const [closing, setClosing] = useState<string | null>(null)

  const saved = savedVersion(query && !document.dirty ? query : null, repeated, content)
  const runnable: Runnable = saved ?? {
    sql: content.sql,
    parameters: content.parameters,
    placeholders: content.placeholders,
  }

  const may = useMay()
  const writes = query
    ? may.write({ clientId: query.client?.id, instanceId: query.instanceId })
    : may.anywhere('author')
  const types = writes || may.anywhere('author')
  const least = saved ? 'runner' : 'author'
  const left = known.find(({ id, offBoardedAt }) => offBoardedAt && id === settings.instanceId)
  const runs =
    !left && (settings.instanceId ? may.on(least, settings.instanceId) : may.anywhere(least))
  const refusal = left
    ? `${left.client.name} is being off-boarded: nothing runs for it any more.`
    : `Running ${saved ? 'it' : 'what is not saved'} takes the role ${least} on ${settings.instanceId ? 'this' : 'an'} instance.`

  function start() {
    if (!runs) return
    const began = run(runnable, asked, settings)
    if (!began) panes.showSide('run')
  }

  const reveal = (line: number, column: number) => {
    panes.showEditor()
    editor.current?.reveal(line, column)
  }

  // New writing needs a name before it can be saved.
  const save = () => {
    if (!writes) return
    if (query) saving.save()
    else panes.showSide('details')
  }

  function close(key: string) {
    setClosing(null)
    const next = store.close(key)
    if (key === document.key) onShow(next)
  }

  const declaredCount = content.parameters.length + content.placeholders.length

  usePageTitle(content.name || 'New query')
  useWorkbenchCommands({
    editor,
    schemaSearch,
    save,
    showEditor: panes.showEditor,
    showSide: panes.showSide,
    showBelow: panes.showBelow,
    nextTab: () => onShow(store.after(document.key)),
    may: { write: types, run: runs },
  })

  return (
    <>
      <h1 className="visually-hidden">{content.name || 'New query'}</h1>
      <Workbench
        unsaved={document.dirty || query === null}
        onSave={writes ? save : undefined}
        tabs={
          <TabStrip
            active={document.key}
            tabs={store.tabs().map((tab) => ({ ...tab, dirty: store.draft(tab.key) !== null }))}
            closing={closing}
            onClosing={setClosing}
            onClose={close}
          />
        }
        notice={
          <WorkbenchNotices
            query={query}
            outdated={document.outdated}
            kept={store.isKept()}
            error={runError}
          />
        }
        schema={
          <WorkbenchSchema
            instanceId={settings.instanceId}
            searchRef={schemaSearch}
            onInsert={(text) => editor.current?.insert(text)}
          />
        }
        editor={
          <SqlEditor
            ref={editor}
            documentKey={document.key}
            value={content.sql}
            onChange={(sql) => document.change({ sql })}
            diagnostics={check.diagnostics}
            checked={check.checked}
            service={service}
            onRun={start}
            onSave={save}
            readOnly={!types}
          />
        }
        problems={
          <ProblemStrip
            diagnostics={check.diagnostics}
            checking={check.checking}
            failed={check.error !== null}
            tooLong={check.tooLong}
            current={check.checked?.sql === content.sql}
            onFix={types ? (fix) => editor.current?.apply(fix) : undefined}
            onReveal={reveal}
            onFormat={types ? () => editor.current?.format() : undefined}
          />
        }
        runBar={
          <RunBar
            executionId={executionId}
            starting={starting}
            usual={
              query &&
              settings.instanceId && (
                <UsualTime queryId={query.id} instanceId={settings.instanceId} />
              )
            }
            onRun={runs ? start : undefined}
            refusal={refusal}
            onSchedule={may.anywhere('manager') ? onSchedule : undefined}
          />
        }
        {...panes.shown}
        side={[
          {
            value: 'run',
            label: 'Run',
            content: (
              <>
                <RunPanel
                  instances={instances}
                  asked={asked}
                  names={names}
                  settings={settings}
                  problems={problems}
                  onChange={changeSettings}
                  onDeclare={types ? declare : undefined}
                />
                {runs && (
                  <SentPreview
                    request={() => runRequest(runnable, asked, settings)}
                    renderSql={(sql) => <SqlView sql={sql} />}
                  />
                )}
              </>
            ),
          },
          types && {
            value: 'parameters',
            label: `Parameters${declaredCount > 0 ? ` ${declaredCount}` : ''}`,
            content: (
              <>
                <PlaceholderDeclarations
                  placeholders={content.placeholders}
                  found={check.placeholders}
                  onChange={(placeholders) => document.change({ placeholders })}
                />
                <ParameterDeclarations
                  parameters={content.parameters}
                  onChange={(parameters) => document.change({ parameters })}
                />
              </>
            ),
          },
          query &&
            !writes && {
              value: 'details',
              label: 'Details',
              content: <QueryAbout query={query} />,
            },
          writes && {
            value: 'details',
            label: 'Details',
            content: (
              <SavePanel
                content={content}
                saved={query !== null}
                clients={clients.filter(({ id }) => may.within('author', id))}
                instances={instances.filter(({ id }) => may.on('author', id))}
                saving={saving.saving}
                error={saving.error}
                onChange={document.change}
                onSave={saving.save}
              />
            ),
          },
        ].filter((pane) => pane !== false && pane !== null)}
        below={[
          {
            value: 'result',
            label: 'Result',
            content: <WorkbenchOutcome executionId={executionId} />,
          },
          {
            value: 'lineage',
            label: 'Columns',
            content: (
              <LineagePanel
                sql={content.sql}
                context={sqlContext}
                units={check.columns.map(({ unit }) => unit)}
                onReveal={reveal}
              />
            ),
          },
          {
            value: 'versions',
            label: query ? `Versions ${query.version}` : 'Versions',
            content: query ? (
              <VersionPanel
                key={`${query.id}:${query.version}`}
                queryId={query.id}
                newest={query.version}
                sql={content.sql}
                parameters={content.parameters}
                placeholders={content.placeholders}
                unsaved={document.dirty}
                onRestore={writes ? saving.restore : undefined}
              />
            ) : (
              <EmptyState title="No versions yet">
                Every save becomes a version that can be compared and restored.
              </EmptyState>
            ),
          },
        ]}
      />
      <ConflictPanel
        theirs={saving.theirs}
        mine={content}
        onKeepMine={saving.keepMine}
        onTakeTheirs={saving.takeTheirs}
        onClose={saving.closeConflict}
      />
    </>
  )
}
